package dev.windrose.hub.placement;

import dev.windrose.hub.link.DesiredSection;
import dev.windrose.hub.link.LinkSessions;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.placement.Change;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.DefaultPlanner;
import dev.windrose.placement.Planner;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.PlanningResult.Planned;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Keeps the target plan true: reads everything, asks the engine, and makes the answer the target together with what each
 * member should hold because of it.
 *
 * <p>A pass that starts while changes still come in takes all that are there; those that come during it lead to one more.
 * That is the batching: nobody waits for a timer.
 */
@ApplicationScoped
public class PlanLoop {
    private static final Logger LOG = Logger.getLogger(PlanLoop.class);

    /** Drain times and ages run out without an event. */
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final World world;
    private final PgPlanStore plans;
    private final LinkSessions sessions;
    private final DesiredCache bodies;
    private final LatestPlan latest;
    private final Signals signals;
    private final Loop loop;
    private final Planner planner = new DefaultPlanner();

    public PlanLoop(
            World world,
            PgPlanStore plans,
            LinkSessions sessions,
            DesiredCache bodies,
            LatestPlan latest,
            Signals signals,
            MeterRegistry metrics) {
        this.world = world;
        this.plans = plans;
        this.sessions = sessions;
        this.bodies = bodies;
        this.latest = latest;
        this.signals = signals;
        this.loop = new Loop("plan", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        signals.on(
                loop::wake,
                Topic.WORKLOADS,
                Topic.MEMBERS,
                Topic.PRESENCE,
                Topic.INVENTORY,
                Topic.REPORTS,
                Topic.PRICES,
                Topic.FLEET);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var seen = world.read();
        switch (planner.plan(seen.input())) {
            case PlanningResult.Refused refused ->
                throw new IllegalStateException("the planner refused its input: %s".formatted(refused.problems()));
            case Planned planned -> act(seen, planned);
        }
    }

    private void act(World.Seen seen, Planned planned) {
        if (planned.changes().isEmpty()) {
            latest.set(planned.report());
            signals.raise(Topic.PLAN);
            return;
        }
        var revisions = seen.revisionsFor(planned.plan());
        var parts = world.parts(revisions);
        var touched = new TreeSet<ClusterId>();
        planned.changes().changes().forEach(change -> touched.add(change.key().cluster()));
        var sections = parts.sections(touched, planned.plan().assignments());
        switch (plans.promote(
                planned.plan(), planned.changes(), World.Seen.concerned(planned.changes(), revisions), sections)) {
            case Promotion.LostRace lost -> {
                LOG.debugf("plan lost the race, planning anew: why=%s", lost.why());
                loop.wake();
            }
            case Promotion.Promoted promoted -> {
                send(sections, promoted.raised());
                log(planned);
                latest.set(planned.report());
                signals.raise(Topic.PLAN);
            }
        }
    }

    /** Told after the commit; a member that misses it is told again by the session. */
    private void send(List<SectionChange> sections, Map<ClusterId, Generation> raised) {
        for (var section : sections) {
            var generation = raised.get(section.cluster());
            if (generation == null) {
                continue;
            }
            var entries = new HashMap<ObjectKey, Digest>();
            section.objects().forEach(object -> {
                bodies.put(object.digest(), object.body());
                entries.put(object.key(), object.digest());
            });
            sessions.desire(
                    new ClusterName(section.cluster().value()),
                    new DesiredSection(SectionName.WORKLOADS, generation, Manifest.of(entries)));
        }
    }

    private static void log(Planned planned) {
        for (var change : planned.changes().changes()) {
            LOG.infof(
                    "plan=%s change=%s assignment=%s why=%s",
                    planned.plan().id().value(),
                    change instanceof Change.Upsert upsert
                            ? "%dx %s"
                                    .formatted(
                                            upsert.row().replicas(),
                                            upsert.row().phase())
                            : "removed",
                    change.key().text(),
                    change.reason());
        }
    }
}
