package dev.windrose.simulator.cluster;

import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.InMemoryResourceStore.Snapshot;
import dev.windrose.kubeapi.store.Journal;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.simulator.control.Autoscaler;
import dev.windrose.simulator.control.Controller;
import dev.windrose.simulator.control.DaemonSetController;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.control.DeploymentController;
import dev.windrose.simulator.control.EndpointsController;
import dev.windrose.simulator.control.EventKeeper;
import dev.windrose.simulator.control.GarbageCollector;
import dev.windrose.simulator.control.Ids;
import dev.windrose.simulator.control.Kubelet;
import dev.windrose.simulator.control.NamespaceController;
import dev.windrose.simulator.control.ReplicaSetController;
import dev.windrose.simulator.control.Scheduler;
import dev.windrose.simulator.data.Backends;
import dev.windrose.simulator.data.Routes;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.loop.ControlLoop;
import dev.windrose.simulator.store.ClusterStore;
import dev.windrose.simulator.store.FileJournal;
import dev.windrose.simulator.store.ServiceAddresses;
import dev.windrose.simulator.time.Timers;
import dev.windrose.simulator.world.Kinds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A cluster without its network: store, journal and control loop. With virtual timers all of it is deterministic. */
final class ClusterCore implements AutoCloseable {
    /** Changes that a watch may lag behind. A few thousand objects' worth; more would only hold heap. */
    private static final int WINDOW = 4_000;

    private final ControlLoop loop;
    private final ClusterStore store;
    private final @Nullable FileJournal file;
    private final List<Runnable> routeListeners = new CopyOnWriteArrayList<>();
    private final Backends backends = new Backends();
    private volatile Routes routes = Routes.NONE;

    /**
     * What a core needs of its surroundings.
     *
     * @param journal where changes are kept; empty: nowhere
     * @param gather how long changes are gathered before the loop looks
     */
    record Setup(
            ClusterSpec spec,
            Optional<Path> journal,
            Timers timers,
            Ids ids,
            Delays delays,
            Duration gather,
            String caPem,
            Set<String> servedKinds) {}

    ClusterCore(Setup setup, Executor watchers) throws IOException {
        ServiceAddresses addresses = new ServiceAddresses();
        file = setup.journal().isPresent() ? FileJournal.open(setup.journal().get()) : null;
        Snapshot before = file == null ? Snapshot.EMPTY : file.snapshot();
        for (Snapshot.Entry entry : before.entries()) {
            if (entry.key().resource().equals(Kinds.SERVICES)) {
                addresses.keep(entry.object());
            }
        }
        Journal tee = event -> heard(event, addresses);
        InMemoryResourceStore plain = new InMemoryResourceStore(WINDOW, tee, before, watchers);
        store = new ClusterStore(plain, addresses, setup.timers()::now);
        loop = new ControlLoop(
                new ControlLoop.Surroundings(plain, store, setup.timers(), setup.ids(), setup.gather()),
                controllers(setup),
                world -> {
                    routes = Routes.of(world, backends);
                    routeListeners.forEach(Runnable::run);
                });
        before.entries().forEach(e -> loop.load(e.key(), e.object()));
        String now = setup.timers().now().truncatedTo(ChronoUnit.SECONDS).toString();
        loop.first(world -> Seeder.actions(setup.spec(), world, now));
    }

    private void heard(StoreEvent event, ServiceAddresses addresses) {
        if (file != null) {
            file.append(event);
        }
        addresses.observe(event);
        loop.offer(event);
    }

    private static List<Controller> controllers(Setup setup) {
        return List.of(
                new NamespaceController(setup.caPem()),
                new GarbageCollector(setup.servedKinds()),
                new DaemonSetController(),
                new DeploymentController(),
                new ReplicaSetController(),
                new Scheduler(),
                new Autoscaler(setup.spec(), setup.delays()),
                new Kubelet(setup.delays()),
                new EndpointsController(),
                new EventKeeper());
    }

    /** @return completes when the cluster holds what the fleet file says */
    CompletableFuture<Void> start() {
        return loop.start();
    }

    ResourceStore store() {
        return store;
    }

    Routes routes() {
        return routes;
    }

    void onRoutes(Runnable listener) {
        routeListeners.add(listener);
    }

    /** Call after the timers were closed: then nobody writes any more. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
