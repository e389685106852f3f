package dev.windrose.agent.inventory;

import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ListWatch;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.member.MemberInventories;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All nodes, the pods that matter, and what else the member serves of devices and autoscalers, kept current. Listeners hear
 * that something changed, not what.
 */
public final class ClusterMirror implements AutoCloseable {
    private final KubeApi api;
    private final Map<String, NodeFacts> nodes = new ConcurrentHashMap<>();
    private final Map<String, PodView> pods = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final OptionalKinds others;
    private @Nullable ListWatch<NodeFacts> nodeWatch;
    private @Nullable ListWatch<PodView> podWatch;

    public ClusterMirror(KubeApi api) {
        this.api = api;
        this.others = new OptionalKinds(api, this::wake);
    }

    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public synchronized void start() {
        nodeWatch = ListWatch.start(api, ResourceKind.NODE.path(), "", ClusterFacts::node, into(nodes, this::wake));
        podWatch = ListWatch.start(api, ResourceKind.POD.path(), "", ClusterFacts::pod, into(pods, this::wake));
        others.start();
    }

    /** Whether everything was listed completely; until then what is here is a part, and says nothing. */
    public synchronized boolean isSynced() {
        return nodeWatch != null
                && nodeWatch.isSynced()
                && podWatch != null
                && podWatch.isSynced()
                && others.isSynced();
    }

    /** Why nothing is heard at present; empty while all is well. */
    public synchronized String trouble() {
        if (nodeWatch == null || podWatch == null) {
            return "not started";
        }
        return nodeWatch.trouble().isEmpty() ? podWatch.trouble() : nodeWatch.trouble();
    }

    /** All that the inventory is made of. */
    MemberInventories.Facts facts() {
        return new MemberInventories.Facts(
                List.copyOf(nodes.values()),
                pods.values().stream().map(PodView::facts).toList(),
                others.devices(),
                others.provisioning());
    }

    public Collection<NodeFacts> nodes() {
        return nodes.values();
    }

    /** A pod by its name; null when there is none, or none that matters. */
    public @Nullable PodView pod(String namespace, String name) {
        return pods.get(namespace + "/" + name);
    }

    public Collection<PodView> pods() {
        return pods.values();
    }

    @Override
    public synchronized void close() {
        if (nodeWatch != null) {
            nodeWatch.close();
        }
        if (podWatch != null) {
            podWatch.close();
        }
        others.close();
    }

    static <T> ListWatch.Listener<T> into(Map<String, T> map, Runnable changed) {
        return new ListWatch.Listener<>() {
            @Override
            public void replaced(Map<String, T> all) {
                map.keySet().retainAll(all.keySet());
                map.putAll(all);
                changed.run();
            }

            @Override
            public void changed(String key, T value) {
                if (!value.equals(map.put(key, value))) {
                    changed.run();
                }
            }

            @Override
            public void gone(String key) {
                if (map.remove(key) != null) {
                    changed.run();
                }
            }
        };
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }
}
