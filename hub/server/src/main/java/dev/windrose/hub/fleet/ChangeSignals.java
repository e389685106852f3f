package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.link.LinkSessions;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.protocol.ClusterName;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Turns the log's changes of specs into wake-ups. A change of status alone wakes nobody: it is our own doing. */
@ApplicationScoped
public class ChangeSignals {
    private static final Logger LOG = Logger.getLogger(ChangeSignals.class);

    private final ResourceStore store;
    private final Signals signals;
    private final LinkSessions sessions;

    public ChangeSignals(ResourceStore store, Signals signals, LinkSessions sessions) {
        this.store = store;
        this.signals = signals;
        this.sessions = sessions;
    }

    void start(@Observes @Priority(3100) StartupEvent event) {
        follow(FleetKinds.WORKLOADS, Topic.WORKLOADS);
        follow(FleetKinds.MEMBERS, Topic.MEMBERS);
        follow(FleetKinds.PRICE_SOURCES, Topic.PRICES);
    }

    private void follow(ResourceName name, Topic topic) {
        store.currentVersion().whenComplete((version, failure) -> {
            if (failure != null) {
                LOG.warnf(
                        "changes are found by periodic passes only: resource=%s cause=%s", name, failure.getMessage());
            } else {
                store.watch(name, Optional.empty(), version, new Listener(name, topic));
            }
            signals.raise(topic);
        });
    }

    private final class Listener implements ResourceStore.WatchListener {
        private final ResourceName name;
        private final Topic topic;
        private final Map<String, Long> generations = new ConcurrentHashMap<>();

        Listener(ResourceName name, Topic topic) {
            this.name = name;
            this.topic = topic;
        }

        @Override
        public void onEvent(StoreEvent event) {
            if (event.type() == StoreEvent.Type.DELETED) {
                generations.remove(uid(event.object()));
                membershipChanged(event);
                signals.raise(topic);
                return;
            }
            var generation = event.object().at("/metadata/generation").asLong();
            var before = generations.put(uid(event.object()), generation);
            if (before == null
                    || before != generation
                    || event.object().at("/metadata").has("deletionTimestamp")) {
                if (before == null) {
                    membershipChanged(event);
                }
                signals.raise(topic);
            }
        }

        /** A member came or went: its certificates count from now on, or no longer. */
        private void membershipChanged(StoreEvent event) {
            if (name.equals(FleetKinds.MEMBERS)) {
                sessions.memberChanged(new ClusterName(event.key().name()));
            }
        }

        @Override
        public void onProgress(long version) {
            // Only changes wake anybody.
        }

        @Override
        public void onExpired(String reason) {
            follow(name, topic);
        }

        private static String uid(ObjectNode object) {
            return object.at("/metadata/uid").asText();
        }
    }
}
