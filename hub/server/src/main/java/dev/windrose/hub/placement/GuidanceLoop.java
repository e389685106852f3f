package dev.windrose.hub.placement;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.placement.db.PgJointPlan;
import dev.windrose.placement.Guidance;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Solves the whole fleet now and then, aside from the loop that plans, and hands what the joint optimum advises to the
 * planner. One hub computes for all; the others read what it found. While nobody waits for GPUs there is little to advise,
 * and it is computed seldom.
 */
@ApplicationScoped
public class GuidanceLoop {
    /** As often while all have their GPUs: it is only to tell how good the plan is. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    /** A solve is followed by so many times its length without one: on a large fleet it is not to take a processor away. */
    private static final int REST = 20;

    private final World world;
    private final LatestPlan latest;
    private final PgJointPlan table;
    private final NewestGuidance newest;
    private final InstantSource clock;
    private final Duration period;
    private final JointSolver solver;
    private final Loop loop;
    private final String self = UUID.randomUUID().toString();

    private Instant solvedAt = Instant.EPOCH;

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
        this.solver = new JointSolver(config.placement().solver());
        this.loop = new Loop("joint-plan", period, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (period.isPositive()) {
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
        solver.close();
    }

    private void pass() throws InterruptedException {
        var claim = table.claim(self, period.multipliedBy(3).plus(JointSolver.PATIENCE));
        var now = clock.instant();
        if (claim.mine() && latest.isKnown() && due(now)) {
            solvedAt = now;
            solver.solve(world.read().input()).ifPresent(advice -> {
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
        return !now.isBefore(solvedAt.plus(least))
                && !now.isBefore(solvedAt.plus(solver.took().multipliedBy(REST)));
    }
}
