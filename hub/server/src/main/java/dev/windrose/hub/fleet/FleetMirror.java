package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.link.LinkSessions;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import dev.windrose.protocol.ClusterName;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The objects that the hub's loops read over and over, kept current by the log, and the wake-ups that follow from their
 * changes.
 *
 * <p>An event first changes the mirror and then wakes, so who is woken sees it. A change of status alone wakes nobody: it is
 * our own doing. The mirror may lag behind the store by what the log has not told yet; decisions made from it carry their
 * preconditions.
 */
@ApplicationScoped
public class FleetMirror {
    private static final Logger LOG = Logger.getLogger(FleetMirror.class);
    private static final Map<ResourceName, Topic> TOPICS = Map.of(
            FleetKinds.WORKLOADS, Topic.WORKLOADS,
            FleetKinds.MEMBERS, Topic.MEMBERS,
            FleetKinds.PRICE_SOURCES, Topic.PRICES,
            FleetKinds.BUDGETS, Topic.BUDGETS,
            FleetKinds.FLEETS, Topic.FLEET);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ResourceStore store;
    private final Signals signals;
    private final LinkSessions sessions;
    private final LeanTrees lean = new LeanTrees();
    private final Map<ResourceName, NavigableMap<String, Mirrored>> objects = Map.of(
            FleetKinds.WORKLOADS, new ConcurrentSkipListMap<>(),
            FleetKinds.MEMBERS, new ConcurrentSkipListMap<>(),
            FleetKinds.PRICE_SOURCES, new ConcurrentSkipListMap<>(),
            FleetKinds.BUDGETS, new ConcurrentSkipListMap<>(),
            FleetKinds.FLEETS, new ConcurrentSkipListMap<>());

    /**
     * One object: to be read by everybody, and as it is stored.
     *
     * @param stored without its tree; the bytes are the change feed's
     */
    private record Mirrored(ObjectNode tree, StoredObject stored) {}

    public FleetMirror(ResourceStore store, Signals signals, LinkSessions sessions) {
        this.store = store;
        this.signals = signals;
        this.sessions = sessions;
    }

    /** After the log is followed, before the loops that read from here. */
    void start(@Observes @Priority(2700) StartupEvent event) {
        TOPICS.keySet().forEach(this::load);
    }

    /** In order of namespace and name, without their managedFields; callers must not change them. */
    public List<ObjectNode> list(ResourceName name) {
        return of(name).values().stream().map(Mirrored::tree).toList();
    }

    /** All of an object that was listed here; empty when another state of it has come meanwhile, or it has gone. */
    Optional<ObjectNode> whole(ResourceName name, ObjectNode listed) {
        return Optional.ofNullable(of(name).get(key(listed)))
                .filter(known -> known.stored().version() == Json.resourceVersion(listed))
                .map(known -> known.stored().tree());
    }

    private Mirrored mirrored(StoredObject stored) {
        return new Mirrored(lean.of(stored.tree()), stored.packed());
    }

    /** Absence in a list taken at one instant is deletion: the list is complete. */
    private void load(ResourceName name) {
        var page = Database.await(store.list(ListQuery.all(name)));
        var present = new TreeMap<String, Mirrored>();
        page.items().forEach(stored -> {
            var each = mirrored(stored);
            present.put(key(each.tree()), each);
        });
        var mirrored = of(name);
        var known = new TreeSet<>(mirrored.keySet());
        mirrored.keySet().retainAll(present.keySet());
        mirrored.putAll(present);
        if (!known.isEmpty()) {
            Stream.concat(known.stream(), present.keySet().stream())
                    .filter(key -> known.contains(key) != present.containsKey(key))
                    .forEach(key -> membershipChanged(name, key.substring(key.indexOf('/') + 1)));
        }
        store.watch(name, Optional.empty(), page.version(), new Listener(name));
        raise(name);
    }

    private void loadAgain(ResourceName name) {
        try {
            load(name);
        } catch (Database.DatabaseException e) {
            LOG.warnf("listing again failed: resource=%s cause=%s", name, e.getMessage());
            CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> onVirtualThread(name));
        }
    }

    private void onVirtualThread(ResourceName name) {
        Thread.ofVirtual().name("mirror-" + name.plural()).start(() -> loadAgain(name));
    }

    /** A member came or went: its certificates count from now on, or no longer. */
    private void membershipChanged(ResourceName name, String member) {
        if (name.equals(FleetKinds.MEMBERS)) {
            sessions.memberChanged(new ClusterName(member));
        }
    }

    private NavigableMap<String, Mirrored> of(ResourceName name) {
        return Objects.requireNonNull(objects.get(name), "not mirrored");
    }

    private void raise(ResourceName name) {
        signals.raise(Objects.requireNonNull(TOPICS.get(name), "not mirrored"));
    }

    private static String key(ObjectNode object) {
        var metadata = object.path("metadata");
        return metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
    }

    private final class Listener implements ResourceStore.WatchListener {
        private final ResourceName name;

        Listener(ResourceName name) {
            this.name = name;
        }

        @Override
        public void onEvent(StoreEvent event) {
            if (event.type() == StoreEvent.Type.DELETED) {
                of(name).remove(key(event.object()));
                membershipChanged(name, event.key().name());
                raise(name);
                return;
            }
            var after = mirrored(event.stored());
            var before = of(name).put(key(after.tree()), after);
            if (before == null) {
                membershipChanged(name, event.key().name());
            }
            if (before == null || wakes(before.tree(), after.tree())) {
                raise(name);
            }
        }

        private static boolean wakes(ObjectNode before, ObjectNode after) {
            return !before.at("/metadata/uid").equals(after.at("/metadata/uid"))
                    || !before.at("/metadata/generation").equals(after.at("/metadata/generation"))
                    || before.path("metadata").has("deletionTimestamp")
                            != after.path("metadata").has("deletionTimestamp");
        }

        @Override
        public void onProgress(long version) {
            // Only changes wake anybody.
        }

        @Override
        public void onExpired(String reason) {
            LOG.infof("listing again: resource=%s why=%s", name, reason);
            onVirtualThread(name);
        }
    }
}
