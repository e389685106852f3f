package dev.windrose.hub.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.ApprovalSpec;
import dev.windrose.api.RoleBindingSpec;
import dev.windrose.api.RoleSpec;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Roles, bindings, tokens and approvals as they are now, in memory: no request reads the database to find out who calls and
 * what they may do. A change in the log wakes the loop, which reads the four kinds anew; while the database is away what was
 * read last goes on to count, and before the first reading everybody but the local administrator is told to wait.
 *
 * <p>What is in memory lags behind the log by some milliseconds. Whoever changes rights must not do it by a right that was
 * taken away before: those requests wait for {@link #fresh}.
 */
@ApplicationScoped
public class AccessMirror {
    private static final Logger LOG = Logger.getLogger(AccessMirror.class);
    private static final Duration PERIOD = Duration.ofSeconds(60);
    private static final Duration SPACING = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ResourceStore store;
    private final Set<ResourceName> clusterScoped;
    private final Loop loop;
    private final Map<ResourceName, ResourceStore.Subscription> watches = new ConcurrentHashMap<>();
    private final Map<CompletableFuture<AccessState>, Long> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable AccessState state;

    public AccessMirror(ResourceStore store, MeterRegistry metrics) {
        this.store = store;
        this.clusterScoped = FleetKinds.clusterScoped();
        this.loop = new Loop("access", PERIOD, SPACING, metrics, this::pass);
    }

    /** After the log is followed. */
    void start(@Observes @Priority(2700) StartupEvent event) {
        pass();
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    /** @throws dev.windrose.kubeapi.status.ApiException 503 before the first reading */
    AccessState current() {
        var now = state;
        if (now == null) {
            throw Failures.unavailable("who may do what has not been read yet: try again", 1);
        }
        return now;
    }

    /**
     * The state with everything that was committed before this call, by whichever hub.
     *
     * <p>Fails with 503 when the store does not answer in time.
     */
    CompletionStage<AccessState> fresh() {
        return store.currentVersion()
                .toCompletableFuture()
                .thenCompose(this::reached)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> {
                    throw Failures.unavailable("what the roles say now could not be read: try again", 1);
                });
    }

    private CompletableFuture<AccessState> reached(long version) {
        var waiter = new CompletableFuture<AccessState>();
        waiting.put(waiter, version);
        waiter.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, _) -> waiting.remove(waiter));
        // After it was put: a pass that ended meanwhile may have looked past it.
        var now = current();
        if (now.version() >= version) {
            waiter.complete(now);
        } else {
            loop.wake();
        }
        return waiter;
    }

    private void pass() {
        // Every list is at least as new as what was committed before it was asked for.
        long version = Database.await(store.currentVersion());
        var roles = new HashMap<String, RoleSpec>();
        each(AccessKinds.ROLES, o -> roles.put(name(o), Json.read(o.path("spec"), RoleSpec.class)));
        var bindings = new HashMap<String, RoleBindingSpec>();
        each(AccessKinds.BINDINGS, o -> bindings.put(name(o), Json.read(o.path("spec"), RoleBindingSpec.class)));
        var tokens = new HashMap<String, KnownToken>();
        each(AccessKinds.TOKENS, o -> {
            var token = KnownToken.of(o);
            tokens.put(token.prefix(), token);
        });
        var approvals = new ArrayList<ApprovalSpec>();
        each(AccessKinds.APPROVALS, o -> approvals.add(Json.read(o.path("spec"), ApprovalSpec.class)));
        var next = new AccessState(version, new Policy(roles, bindings, clusterScoped), tokens, approvals);
        state = next;
        waiting.forEach((waiter, wanted) -> {
            if (wanted <= version) {
                waiter.complete(next);
            }
        });
    }

    /** An object that cannot be read gives no right, and keeps no other one from being read. */
    private void each(ResourceName kind, Consumer<ObjectNode> reader) {
        for (var object : read(kind)) {
            try {
                reader.accept(object);
            } catch (RuntimeException e) {
                LOG.errorf("gives no right, for it cannot be read: kind=%s name=%s", kind, name(object));
            }
        }
    }

    /** All that is there and not on its way out; followed from then on. */
    private List<ObjectNode> read(ResourceName name) {
        var page = Database.await(store.list(ListQuery.all(name)));
        watches.computeIfAbsent(name, _ -> store.watch(name, Optional.empty(), page.version(), new Waker(name)));
        return page.objects().stream()
                .filter(object -> !object.path("metadata").has("deletionTimestamp"))
                .toList();
    }

    private static String name(ObjectNode object) {
        return object.path("metadata").path("name").asText();
    }

    private final class Waker implements ResourceStore.WatchListener {
        private final ResourceName name;

        Waker(ResourceName name) {
            this.name = name;
        }

        @Override
        public void onEvent(StoreEvent event) {
            loop.wake();
        }

        @Override
        public void onProgress(long version) {
            // Only changes wake.
        }

        @Override
        public void onExpired(String reason) {
            LOG.infof("following anew: resource=%s why=%s", name, reason);
            watches.remove(name);
            loop.wake();
        }
    }
}
