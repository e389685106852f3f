package dev.windrose.hub.placement;

import dev.windrose.hub.HubConfig.Solver;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.joint.JointPlan;
import dev.windrose.placement.lp.LpSolver;
import dev.windrose.placement.optimum.Effort;
import dev.windrose.placement.optimum.FleetSolver;
import dev.windrose.placement.ortools.GlopSolver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Solves the whole fleet as it is, on a thread of its own and for a bounded time. One caller at a time. */
final class JointSolver implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(JointSolver.class);

    private final Solver wanted;

    /** A thread of the system: a solve would hold a carrier of virtual threads for seconds. */
    private final ExecutorService solving = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("joint-plan").daemon().factory());

    private volatile Duration took = Duration.ZERO;
    private boolean toldOfMissingNatives;

    JointSolver(Solver wanted) {
        this.wanted = wanted;
    }

    /** Empty where the input is refused, which is logged; no plan depends on it. */
    Optional<Guidance> solve(PlanningInput input) throws InterruptedException {
        try {
            return switch (solving.submit(() -> solved(input)).get()) {
                case JointPlan.Answer.Advice(Guidance guidance) -> Optional.of(guidance);
                case JointPlan.Answer.Refused(var problems) -> {
                    LOG.warnf("the joint plan was refused, plans are made without it: problems=%s", problems);
                    yield Optional.empty();
                }
            };
        } catch (ExecutionException e) {
            throw new IllegalStateException("solving the fleet failed", e.getCause());
        }
    }

    /** How long the last solve took, without the loading of native code. */
    Duration took() {
        return took;
    }

    private JointPlan.Answer solved(PlanningInput input) {
        var programmes = programmes();
        var begun = System.nanoTime();
        var effort =
                new Effort(60, 200_000, 1_000_000, 20, 1_000, () -> PATIENCE.minusNanos(System.nanoTime() - begun));
        try {
            return JointPlan.solve(input, new FleetSolver(programmes, effort));
        } finally {
            took = Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    /** Called on the solving thread: native code is loaded with the first solve, not while the hub starts. */
    private Optional<LpSolver> programmes() {
        if (wanted == Solver.JAVA) {
            return Optional.empty();
        }
        var glop = new GlopSolver();
        if (!toldOfMissingNatives) {
            glop.unavailable().ifPresent(why -> {
                toldOfMissingNatives = true;
                LOG.warn(why);
            });
        }
        return Optional.of(glop);
    }

    @Override
    public void close() {
        solving.shutdownNow();
    }
}
