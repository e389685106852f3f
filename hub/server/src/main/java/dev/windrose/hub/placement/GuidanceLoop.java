package dev.windrose.hub.placement;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.placement.db.PgJointPlan;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.joint.JointPlan;
import dev.windrose.placement.optimum.Effort;
import dev.windrose.placement.optimum.FleetSolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Solves the whole fleet now and then, aside from the loop that plans, and hands what the joint optimum advises to the
 * planner. One hub computes for all; the others read what it found. While nobody waits for GPUs there is little to advise,
 * and it is computed seldom.
 */
@ApplicationScoped
public class GuidanceLoop {
    private static final Logger LOG = Logger.getLogger(GuidanceLoop.class);

    /** As often while all have their GPUs: it is only to tell how good the plan is. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A solve is followed by so many times its length without one: on a large fleet it is not to take a processor away. */
    private static final int REST = 20;

    private final World world;
    private final LatestPlan latest;
    private final PgJointPlan table;
    private final NewestGuidance newest;
    private final InstantSource clock;
    private final Duration period;
    private final Loop loop;
    private final String self = UUID.randomUUID().toString();

    /** A thread of the system: a solve would hold a carrier of virtual threads for seconds. */
    private final ExecutorService solving = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("joint-plan").daemon().factory());

    private Instant solvedAt = Instant.EPOCH;
    private Duration took = Duration.ZERO;

    public GuidanceLoop(
            World world,
            LatestPlan latest,
            PgJointPlan table,
            NewestGuidance newest,
            InstantSource clock,
            HubConfig config,
            MeterRegistry metrics) {
        this.world = world;
        this.latest = latest;
        this.table = table;
        this.newest = newest;
        this.clock = clock;
        this.period = config.placement().jointPeriod();
        this.loop = new Loop("joint-plan", period, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (period.isPositive()) {
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
        solving.shutdownNow();
    }

    private void pass() throws InterruptedException {
        var claim = table.claim(self, period.multipliedBy(3).plus(PATIENCE));
        var now = clock.instant();
        if (claim.mine() && latest.isKnown() && due(now)) {
            solvedAt = now;
            solve(world.read().input()).ifPresent(advice -> {
                table.write(self, advice);
                newest.set(advice);
            });
        } else {
            claim.advice().ifPresent(newest::set);
        }
    }

    private boolean due(Instant now) {
        if (now.isBefore(solvedAt)) { // a clock that went back
            return true;
        }
        var waits = latest.workloads().stream().anyMatch(report -> report.placed() < report.wanted());
        var advised = !newest.at(now).advisesAs(Guidance.NONE);
        var least = waits || advised ? Duration.ZERO : QUIET;
        return !now.isBefore(solvedAt.plus(least)) && !now.isBefore(solvedAt.plus(took.multipliedBy(REST)));
    }

    private Optional<Guidance> solve(PlanningInput input) throws InterruptedException {
        var begun = System.nanoTime();
        var effort =
                new Effort(60, 200_000, 1_000_000, 20, 1_000, () -> PATIENCE.minusNanos(System.nanoTime() - begun));
        try {
            var answer = solving.submit(() -> JointPlan.solve(input, new FleetSolver(Optional.empty(), effort)))
                    .get();
            return switch (answer) {
                case JointPlan.Answer.Advice(Guidance guidance) -> Optional.of(guidance);
                case JointPlan.Answer.Refused(var problems) -> {
                    LOG.warnf("the joint plan was refused, plans are made without it: problems=%s", problems);
                    yield Optional.empty();
                }
            };
        } catch (ExecutionException e) {
            throw new IllegalStateException("solving the fleet failed", e.getCause());
        } finally {
            took = Duration.ofNanos(System.nanoTime() - begun);
        }
    }
}
