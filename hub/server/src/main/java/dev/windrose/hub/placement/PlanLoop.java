package dev.windrose.hub.placement;

import dev.windrose.hub.link.DesiredSection;
import dev.windrose.hub.link.LinkSessions;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.placement.Change;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.PlanningResult.Planned;
import dev.windrose.protocol.ClusterName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Keeps the target plan true: reads everything, asks the engine, and makes the answer the target together with what each
 * member should hold because of it.
 *
 * <p>The first change of a quiet time is acted on at once. A pass takes all changes that are there; after one that had
 * several, more are waited for, so that a burst is promoted and sent in batches.
 */
@ApplicationScoped
public class PlanLoop {
    private static final Logger LOG = Logger.getLogger(PlanLoop.class);

    /** Drain times and ages run out without an event. */
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Duration BATCH = Duration.ofMillis(20);

    private final World world;
    private final PgPlanStore plans;
    private final LinkSessions sessions;
    private final DesiredCache bodies;
    private final LatestPlan latest;
    private final StayingMemory staying;
    private final Signals signals;
    private final Loop loop;
    private final Planning planning;
    private final Sections sections = new Sections();
    private Duration rest = Duration.ZERO;

    public PlanLoop(
            World world,
            PgPlanStore plans,
            LinkSessions sessions,
            DesiredCache bodies,
            LatestPlan latest,
            StayingMemory staying,
            Signals signals,
            MeterRegistry metrics) {
        this.world = world;
        this.plans = plans;
        this.sessions = sessions;
        this.bodies = bodies;
        this.latest = latest;
        this.staying = staying;
        this.signals = signals;
        this.planning = new Planning(metrics);
        this.loop = new Loop("plan", PERIOD, () -> rest, metrics, this::pass);
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
                Topic.BUDGETS,
                Topic.FLEET,
                Topic.SCALING);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        rest = Duration.ZERO;
        var seen = world.read();
        switch (planning.plan(seen.input())) {
            case PlanningResult.Refused refused ->
                throw new IllegalStateException("the planner refused its input: %s".formatted(refused.problems()));
            case Planned planned -> act(seen, planned);
        }
    }

    private void act(World.Seen seen, Planned planned) {
        if (planned.changes().isEmpty()) {
            publish(planned);
            return;
        }
        var revisions = seen.revisionsFor(planned.plan(), planned.changes());
        var changed = sections.changes(world.parts(revisions.all()), seen.stored(), planned);
        switch (plans.promote(planned.plan(), planned.changes(), revisions.concerned(), changed)) {
            case Promotion.LostRace lost -> {
                LOG.debugf("plan lost the race, planning anew: why=%s", lost.why());
                loop.wake();
            }
            case Promotion.Promoted promoted -> {
                send(sections.promoted(planned.plan().id(), changed, promoted.raised()), changed);
                log(planned);
                publish(planned);
                rest = planned.changes().changes().size() > 1 ? BATCH : Duration.ZERO;
            }
        }
    }

    private void publish(Planned planned) {
        staying.keep(planned.report(), planned.plan().madeAt());
        latest.set(planned.report());
        signals.raise(Topic.PLAN);
    }

    /** Told after the commit; a member that misses it is told again by the session. */
    private void send(Map<ClusterId, DesiredSection> desired, List<SectionChange> changed) {
        changed.forEach(section -> section.objects().forEach(object -> bodies.put(object.digest(), object.body())));
        desired.forEach((cluster, section) -> sessions.desire(new ClusterName(cluster.value()), section));
    }

    private static void log(Planned planned) {
        for (var move : planned.changes().moves()) {
            LOG.infof(
                    "plan=%s moves=%d from=%s why=%s %s",
                    planned.plan().id().value(), move.replicas(), move.from().text(), move.reason(), move.detail());
        }
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
