package dev.windrose.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.apply.Applier;
import dev.windrose.agent.apply.ApplyMeter;
import dev.windrose.agent.apply.ApplyPolicy;
import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.apply.OwnedObjects;
import dev.windrose.agent.inventory.ClusterMirror;
import dev.windrose.agent.inventory.InventoryReporter;
import dev.windrose.agent.inventory.PodView;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.agent.scaling.Autoscalers;
import dev.windrose.agent.scaling.LoadReader;
import dev.windrose.agent.state.LedgerJournal;
import dev.windrose.agent.state.LedgerStore;
import dev.windrose.agent.state.StateUnavailableException;
import dev.windrose.agent.status.LiveFacts;
import dev.windrose.agent.status.StatusReporter;
import dev.windrose.agent.status.WatchedParts;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.WorkloadStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The agent without its link: holds the member to the last known good from the first second, observes, and reports to
 * whoever takes the reports.
 *
 * <pre>
 *   restoring --(ledgers read)--&gt; working --(every fullPass)--&gt; working
 *       ^                            |
 *       +-- API away: again in 2 s   +-- advance() from the link at any time
 * </pre>
 */
public final class MemberAgent implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MemberAgent.class);
    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final Duration RESTORE_RETRY = Duration.ofSeconds(2);
    private static final Duration RESTORE_WITHIN = Duration.ofSeconds(30);
    private static final List<ResourceKind> ALWAYS_FOLLOWED =
            List.of(ResourceKind.DEPLOYMENT, ResourceKind.SERVICE, ResourceKind.CONFIG_MAP);

    /**
     * @param podSecurity standard for namespaces the agent makes
     * @param fullPass how often everything is looked at without an event
     * @param inventoryEvery at most one inventory report in this time
     * @param statusAfter how long a status change waits for others
     * @param loadEvery how often engines are asked for their load, where the hub wants to know it
     */
    public record Settings(
            ApplyPolicy policy,
            String podSecurity,
            Duration fullPass,
            Duration inventoryEvery,
            Duration statusAfter,
            Duration loadEvery) {}

    /** Who takes the reports; must not block. */
    public record Outputs(Consumer<Collection<WorkloadStatus>> workloads, Consumer<List<String>> inventory) {}

    /** Counts and times what is done. */
    public interface Meter extends ApplyMeter {
        /** One full pass over {@code loop} ended well. */
        void passed(String loop, Duration took);
    }

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final VirtualTimer timer = new VirtualTimer(executor);
    private final Settings settings;
    private final Meter meter;
    private final LedgerStore store;
    private final DesiredState desired = new DesiredState();
    private final OwnedObjects owned;
    private final ClusterMirror mirror;
    private final Autoscalers autoscalers;
    private final LoadReader loads;
    private final Applier applier;
    private final StatusReporter statuses;
    private final InventoryReporter inventory;
    private final CompletableFuture<DesiredState> restored = new CompletableFuture<>();

    public MemberAgent(KubeApi api, Settings settings, Outputs outputs, Meter meter) {
        this.settings = settings;
        this.meter = meter;
        this.store = new LedgerStore(api);
        Map<ResourceKind, Function<JsonNode, Object>> extractors =
                Map.of(ResourceKind.DEPLOYMENT, LiveFacts::deployment, ResourceKind.SERVICE, LiveFacts::service);
        this.autoscalers = new Autoscalers(api);
        this.owned = new OwnedObjects(
                api, desired, extractors, key -> !autoscalers.of(key).isEmpty());
        this.mirror = new ClusterMirror(api);
        this.loads = new LoadReader(api, new WatchedParts(desired, mirror), InstantSource.system(), this::wakeStatuses);
        var journal = new LedgerJournal(desired, store::save, timer);
        this.applier = Applier.create(
                new Applier.Parts(api, desired, owned, journal, settings.policy(), settings.podSecurity(), meter),
                executor,
                timer);
        this.statuses = new StatusReporter(
                new StatusReporter.Sources(desired, owned, applier, mirror, autoscalers::of, loads::of),
                outputs.workloads(),
                timer,
                settings.statusAfter());
        this.inventory = new InventoryReporter(mirror, outputs.inventory(), timer, settings.inventoryEvery());
        autoscalers.listen(this::replicasPassed);
    }

    private void wakeStatuses() {
        statuses.wake();
    }

    /** From us to an autoscaler, or back. */
    private void replicasPassed(ObjectKey deployment) {
        if (desired.find(deployment) != null) {
            LOG.infof(
                    "object=%s replicas=%s",
                    deployment, autoscalers.of(deployment).isEmpty() ? "held" : "left");
            applier.changed(deployment);
            statuses.wake();
        }
    }

    /** Begins; returns at once. The API server need not be there yet. */
    public void start() {
        mirror.start();
        executor.execute(this::restore);
    }

    /** Whose replicas are left to an autoscaler must be known before any are set. */
    private void restore() {
        if (!autoscalers.isSettled()) {
            timer.after(SETTLE, this::restore);
            return;
        }
        switch (store.load()) {
            case LedgerStore.Loaded.Ledgers(var ledgers) -> {
                applier.restore(ledgers);
                ALWAYS_FOLLOWED.forEach(owned::follow);
                LOG.infof("state=restored sections=%s", ledgers);
                restored.complete(desired);
                timer.after(settings.fullPass(), this::fullPass);
                loads.start(timer, settings.loadEvery());
            }
            case LedgerStore.Loaded.Unavailable(String why) -> {
                LOG.warnf("state=restoring reason=\"%s\"", why);
                timer.after(RESTORE_RETRY, this::restore);
            }
        }
    }

    private void fullPass() {
        try {
            timed("apply", applier::fullPass);
            timed("status", statuses::fullPass);
            timed("inventory", inventory::fullPass);
        } finally {
            timer.after(settings.fullPass(), this::fullPass);
        }
    }

    private void timed(String loop, Runnable pass) {
        long begun = System.nanoTime();
        try {
            pass.run();
            meter.passed(loop, Duration.ofNanos(System.nanoTime() - begun));
        } catch (RuntimeException e) {
            LOG.errorf(e, "loop=%s state=failed", loop);
        }
    }

    /**
     * Blocks until the last known good was read; what is held is unknown before.
     *
     * @throws StateUnavailableException when the API server did not give it in time. At start this ends the process, to be
     *     started again: a start that waits without end could not even be stopped.
     */
    public DesiredState restored() {
        try {
            return restored.get(RESTORE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateUnavailableException("last known good", "interrupted while it was read");
        } catch (ExecutionException | TimeoutException e) {
            throw new StateUnavailableException("last known good", "it could not be read within " + RESTORE_WITHIN);
        }
    }

    /** Whether a pod is one of those that our Deployments made. Labels alone prove nothing: the Deployment must be desired. */
    boolean runs(String namespace, String pod) {
        PodView view = mirror.pod(namespace, pod);
        return view != null
                && !view.workloadUid().isEmpty()
                && !view.part().isEmpty()
                && desired.find(new ObjectKey("apps/v1/Deployment/%s/%s".formatted(namespace, view.part()))) != null;
    }

    public Applier applier() {
        return applier;
    }

    /** Why the member is not observed at present; empty while it is. */
    public String trouble() {
        return restored.isDone() ? mirror.trouble() : "the last known good was not read yet";
    }

    @Override
    public void close() {
        timer.close();
        loads.close();
        autoscalers.close();
        mirror.close();
        owned.close();
        executor.shutdownNow();
    }
}
