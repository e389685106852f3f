package dev.windrose.hub.placement;

import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.member.MemberReports;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.hub.pause.Pauses.Scope;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.price.PriceBooks;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.GpuAsk;
import dev.windrose.placement.Observation;
import dev.windrose.placement.Pause;
import dev.windrose.placement.PlacementPolicy;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlannerSettings;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Reads everything a plan is made from. */
@ApplicationScoped
public class World {
    private static final Logger LOG = Logger.getLogger(World.class);

    private final FleetMirror objects;
    private final MemberReports reports;
    private final PgPlanStore plans;
    private final PriceBooks prices;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Renderer renderer = new Renderer();

    public World(
            FleetMirror objects,
            MemberReports reports,
            PgPlanStore plans,
            PriceBooks prices,
            Pauses pauses,
            InstantSource clock) {
        this.objects = objects;
        this.reports = reports;
        this.plans = plans;
        this.prices = prices;
        this.pauses = pauses;
        this.clock = clock;
    }

    /** One reading. @param workloads without those that are being deleted */
    record Seen(PlanningInput input, StoredPlan stored, List<WorkloadObject> workloads, List<ClusterView> clusters) {
        private Map<String, WorkloadObject> byUid() {
            return workloads.stream().collect(Collectors.toMap(w -> w.uid().value(), Function.identity()));
        }

        /** The specs that the plan's assignments run: stored ones, and the present ones of generations that are new. */
        List<Revision> revisionsFor(Plan plan) {
            var revisions = new LinkedHashMap<String, Revision>();
            stored.revisions().forEach(r -> revisions.put(id(r.uid().value(), r.generation()), r));
            var present = byUid();
            for (var assignment : plan.assignments()) {
                var uid = assignment.key().workload().value();
                var workload = present.get(uid);
                if (workload != null && workload.generation() == assignment.generation()) {
                    revisions.computeIfAbsent(
                            id(uid, assignment.generation()),
                            _ -> Revision.of(workload, Surge.fits(uid, plan.assignments(), clusters)));
                }
            }
            return List.copyOf(revisions.values());
        }

        /** Known ones too: one that no row referred to may have been tidied away since it was read. */
        static List<Revision> concerned(ChangeSet changes, Collection<Revision> all) {
            var ids = changes.changes().stream()
                    .filter(Change.Upsert.class::isInstance)
                    .map(change -> ((Change.Upsert) change).row())
                    .map(row -> id(row.key().workload().value(), row.generation()))
                    .collect(Collectors.toSet());
            return all.stream()
                    .filter(r -> ids.contains(id(r.uid().value(), r.generation())))
                    .toList();
        }

        private static String id(String uid, long generation) {
            return uid + "@" + generation;
        }
    }

    Seen read() {
        return read(true);
    }

    /** What would be if nobody had paused anything: the plan that comes next. */
    Seen readResumed() {
        return read(false);
    }

    private Seen read(boolean heedPauses) {
        var stored = plans.read();
        var workloads = objects.list(FleetKinds.WORKLOADS).stream()
                .map(WorkloadObject::of)
                .filter(w -> !w.deleting())
                .toList();
        var clusters = clusters(heedPauses);
        var fleet = pauses.fleet().filter(_ -> heedPauses);
        var input = new PlanningInput(
                clock.instant(),
                stored.id(),
                clusters,
                workloads.stream().map(w -> demand(w, fleet, heedPauses)).toList(),
                prices.planned(),
                stored.assignments(),
                observations(stored),
                stored.holds(),
                PlannerSettings.DEFAULT);
        return new Seen(input, stored, workloads, clusters);
    }

    private List<ClusterView> clusters(boolean heedPauses) {
        return objects.list(FleetKinds.MEMBERS).stream()
                .map(MemberObject::of)
                .map(member -> {
                    var facts = reports.facts(member.id().value());
                    return member.view(facts.plannersPresence(), facts.nodes(), facts.inventoryAge(), heedPauses);
                })
                .toList();
    }

    /** A spec that has no form for the planner is held as it is: nothing of it moves until somebody mends it. */
    private static WorkloadDemand demand(WorkloadObject workload, Optional<Held> fleet, boolean heedPauses) {
        try {
            return Demands.of(
                    workload,
                    fleet.or(() -> Pauses.of(Scope.WORKLOAD, workload.tree()).filter(_ -> heedPauses))
                            .map(Held::forPlanner));
        } catch (IllegalArgumentException e) {
            LOG.warnf(
                    "workload is held, its spec does not plan: workload=%s/%s why=%s",
                    workload.namespace(), workload.name(), e.getMessage());
            return new WorkloadDemand(
                    workload.uid(),
                    workload.namespace(),
                    workload.name(),
                    workload.generation(),
                    workload.createdAt(),
                    0,
                    Optional.of(new Pause("the workload", "Windrose", "its spec does not plan: " + e.getMessage())),
                    1,
                    ModelDemand.of("unreadable", Optional.empty(), Quantization.NONE),
                    GpuAsk.BY_MEMORY_FIT,
                    PlacementPolicy.DEFAULT,
                    List.of());
        }
    }

    private List<Observation> observations(StoredPlan stored) {
        var parts = parts(stored);
        var observations = new ArrayList<Observation>();
        for (var assignment : stored.assignments()) {
            report(stored, parts, assignment)
                    .ifPresent(r -> observations.add(new Observation(assignment.key(), r.ready(), r.generation())));
        }
        return observations;
    }

    /** What the member last said of the assignment. */
    Optional<MemberReport> report(StoredPlan stored, Parts parts, Assignment assignment) {
        var cluster = new ClusterName(assignment.key().cluster().value());
        return parts.reportKey(assignment)
                .map(key -> new MemberReports.Subject(cluster, key))
                .flatMap(subject -> reports.workload(subject)
                        .map(status -> MemberReport.of(
                                status,
                                reports.refusal(subject),
                                assignment,
                                stored.since().getOrDefault(subject, Generation.NONE)))
                        .or(() -> reports.refusal(subject).map(why -> new MemberReport(0, 0, "", why))));
    }

    /** Parts that run these specs. */
    Parts parts(Collection<Revision> revisions) {
        return new Parts(renderer::objects, revisions);
    }

    Parts parts(StoredPlan plan) {
        return parts(plan.revisions());
    }
}
