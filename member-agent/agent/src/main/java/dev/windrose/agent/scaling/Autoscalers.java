package dev.windrose.agent.scaling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.kube.KindCatalog;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ListWatch;
import dev.windrose.protocol.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The member's HorizontalPodAutoscalers that set the replicas of Deployments (those that KEDA makes are such), kept current.
 * Two who set one number only undo each other; the one who was put there by the member's own people is not fought.
 */
public final class Autoscalers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Autoscalers.class);
    private static final String VERSION = "autoscaling/v2";
    private static final String KIND = "HorizontalPodAutoscaler";

    private record Autoscaler(String name, ObjectKey target) {}

    private final KubeApi api;
    private final KindCatalog kinds;
    private final Map<String, Autoscaler> all = new ConcurrentHashMap<>();
    private final List<Consumer<ObjectKey>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable ListWatch<Autoscaler> watch;
    private boolean notServed;
    private boolean closed;

    public Autoscalers(KubeApi api) {
        this.api = api;
        this.kinds = new KindCatalog(api);
    }

    /** Hears of the Deployments whose replicas are now left to an autoscaler, or no longer are. */
    public void listen(Consumer<ObjectKey> listener) {
        listeners.add(listener);
    }

    /**
     * Begins to follow them once it is known whether they are served, and says whether all are known. Before that no number
     * of replicas may be set. Where they must not be read, there are none: otherwise nothing would be scaled any more.
     */
    public synchronized boolean isSettled() {
        if (watch == null && !notServed && !closed) {
            switch (kinds.find(VERSION, KIND)) {
                case KindCatalog.Found.Served(var kind) ->
                    watch = ListWatch.start(api, kind.path(), "", Autoscalers::read, new Changes());
                case KindCatalog.Found.NotServed _ -> notServed = true;
                case KindCatalog.Found.Unknown(String why) ->
                    LOG.debugf("kind=%s state=unknown reason=\"%s\"", KIND, why);
            }
        }
        return notServed
                || (watch != null && (watch.isSynced() || watch.trouble().contains("forbidden")));
    }

    /** The autoscaler that sets the replicas of this Deployment; empty when there is none. */
    public String of(ObjectKey deployment) {
        return all.values().stream()
                .filter(each -> each.target().equals(deployment))
                .map(Autoscaler::name)
                .min(String::compareTo)
                .orElse("");
    }

    /** Null for one that scales something that is never ours. */
    static @Nullable Autoscaler read(JsonNode live) {
        JsonNode target = live.path("spec").path("scaleTargetRef");
        if (!target.path("kind").asText().equals("Deployment")
                || !target.path("apiVersion").asText().startsWith("apps/")) {
            return null;
        }
        JsonNode metadata = live.path("metadata");
        return new Autoscaler(
                metadata.path("name").asText(),
                new ObjectKey("apps/v1/Deployment/%s/%s"
                        .formatted(
                                metadata.path("namespace").asText(),
                                target.path("name").asText())));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
    }

    private void tell(Set<ObjectKey> deployments) {
        deployments.forEach(key -> listeners.forEach(listener -> listener.accept(key)));
    }

    private final class Changes implements ListWatch.Listener<Autoscaler> {
        @Override
        public void replaced(Map<String, Autoscaler> now) {
            var told = new HashSet<ObjectKey>();
            all.values().forEach(each -> told.add(each.target()));
            now.values().forEach(each -> told.add(each.target()));
            all.keySet().retainAll(now.keySet());
            all.putAll(now);
            tell(told);
        }

        @Override
        public void changed(String key, Autoscaler value) {
            Autoscaler before = all.put(key, value);
            if (before == null) {
                tell(Set.of(value.target()));
            } else if (!before.equals(value)) {
                var told = new HashSet<ObjectKey>();
                told.add(before.target());
                told.add(value.target());
                tell(told);
            }
        }

        @Override
        public void gone(String key) {
            Autoscaler before = all.remove(key);
            if (before != null) {
                tell(Set.of(before.target()));
            }
        }
    }
}
