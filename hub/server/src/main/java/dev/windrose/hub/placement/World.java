package dev.windrose.hub.placement;

import dev.windrose.api.Fleet;
import dev.windrose.hub.HubConfig;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.member.MemberReports;
import dev.windrose.hub.model.ModelCatalog;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.price.PriceBooks;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.Calm;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.Limit;
import dev.windrose.placement.Observation;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlannerSettings;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.calm.MoveBudget;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.calm.MoveRule;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Reads everything a plan is made from. */
@ApplicationScoped
public class World {
    private final FleetMirror objects;
    private final KnownWorkloads known;
    private final MemberReports reports;
    private final PgPlanStore plans;
    private final PriceBooks prices;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Members members;
    private final StockOuts stockOuts;
    private final SpotMemory spot;
    private final Scalings scalings;
    private final StayingMemory staying;
    private final NewestGuidance guidance;
    private final PlannerSettings settings;
    private final Renderer renderer;

    public World(
            FleetMirror objects,
            KnownWorkloads known,
            MemberReports reports,
            PgPlanStore plans,
            PriceBooks prices,
            Pauses pauses,
            Members members,
            StockOuts stockOuts,
            SpotMemory spot,
            Scalings scalings,
            StayingMemory staying,
            NewestGuidance guidance,
            ModelCatalog models,
            InstantSource clock,
            HubConfig config) {
        this.objects = objects;
        this.known = known;
        this.reports = reports;
        this.plans = plans;
        this.prices = prices;
        this.pauses = pauses;
        this.members = members;
        this.stockOuts = stockOuts;
        this.spot = spot;
        this.scalings = scalings;
        this.staying = staying;
        this.guidance = guidance;
        this.clock = clock;
        this.settings = PlannerSettings.DEFAULT
                .with(MoveRule.DEFAULT.with(
                        config.placement().minSavingPercent(),
                        config.placement().dwell()))
                .with(PairFile.LATENCIES.read(config.placement().latencyFile()))
                .with(PairFile.EGRESS.read(config.placement().egressFile()));
        this.renderer = new Renderer(models::knowledge);
    }

    private Limit.Percent headroom() {
        return objects.list(FleetKinds.FLEETS).stream()
                .filter(object -> object.at("/metadata/name").asText().equals(Fleet.NAME))
                .map(object -> object.at("/spec/failoverHeadroom").asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(Demands::percent)
                .orElse(PlannerSettings.DEFAULT.failoverHeadroom());
    }

    /** One reading. @param workloads without those that are being deleted */
    record Seen(PlanningInput input, StoredPlan stored, List<WorkloadObject> workloads, List<ClusterView> clusters) {
        /**
         * The specs that the plan's assignments run: stored ones, and the present ones of generations that the changes bring
         * in.
         */
        Revisions revisionsFor(Plan plan, ChangeSet changes) {
            var all = new LinkedHashMap<RevisionId, Revision>();
            stored.revisions().forEach(r -> all.put(new RevisionId(r.uid(), r.generation()), r));
            var concerned = new LinkedHashSet<RevisionId>();
            var byUid = new HashMap<WorkloadUid, WorkloadObject>();
            workloads.forEach(workload -> byUid.put(workload.uid(), workload));
            var surge = new Surge(plan.assignments(), clusters);
            for (var change : changes.changes()) {
                if (change instanceof Change.Upsert(var row, var _, var _)) {
                    var uid = row.key().workload();
                    var id = new RevisionId(uid, row.generation());
                    concerned.add(id);
                    var workload = byUid.get(uid);
                    if (workload != null && workload.generation() == row.generation()) {
                        all.computeIfAbsent(id, _ -> Revision.of(workload, surge.fits(uid)));
                    }
                }
            }
            return new Revisions(
                    List.copyOf(all.values()),
                    concerned.stream()
                            .flatMap(id -> Optional.ofNullable(all.get(id)).stream())
                            .toList());
        }
    }

    private record RevisionId(WorkloadUid uid, long generation) {}

    /**
     * Specs by generation.
     *
     * @param all that any assignment runs
     * @param concerned those that changed rows run; known ones too, for one that no row referred to may have been tidied
     *     away since it was read
     */
    record Revisions(List<Revision> all, List<Revision> concerned) {}

    Seen read() {
        return read(true);
    }

    /** What would be if nobody had paused anything: the plan that comes next. */
    Seen readResumed() {
        return read(false);
    }

    private Seen read(boolean heedPauses) {
        var stored = plans.read();
        var workloads =
                known.list().stream().filter(each -> !each.object().deleting()).toList();
        var present = members.list(heedPauses);
        var clusters = present.stream().map(StockOuts.Member::view).toList();
        var fleet = pauses.fleet().filter(_ -> heedPauses).map(Held::forPlanner);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        var input = new PlanningInput(
                now,
                stored.id(),
                clusters,
                workloads.stream()
                        .map(each -> scalings.scaled(each, heedPauses ? each.demand(fleet) : each.resumed()))
                        .toList(),
                prices.planned(clusters),
                Budgets.of(objects.list(FleetKinds.BUDGETS)),
                stockOuts.heed(present, now),
                spot.heed(clusters, now),
                stored.assignments(),
                observations(stored),
                stored.holds(),
                calm(stored, now),
                guidance.at(now),
                settings.with(headroom()));
        return new Seen(
                input,
                stored,
                workloads.stream().map(KnownWorkloads.Known::object).toList(),
                clusters);
    }

    private Calm calm(StoredPlan stored, Instant now) {
        return new Calm(new MoveLedger(counted(stored, now)), staying.known(now));
    }

    private List<MoveLedger.Move> counted(StoredPlan stored, Instant now) {
        var oldest = now.minus(moveBudget().span());
        return stored.moves().stream().filter(move -> move.at().isAfter(oldest)).toList();
    }

    Instant now() {
        return clock.instant();
    }

    Guidance guidance() {
        return guidance.at(now());
    }

    MoveBudget moveBudget() {
        return settings.moves().budget();
    }

    /** Moves for a price that the budget counts now. */
    int movesCounted(StoredPlan stored) {
        return counted(stored, clock.instant()).size();
    }

    Outlooks outlooks() {
        return new Outlooks(() -> members.list(true), prices);
    }

    private List<Observation> observations(StoredPlan stored) {
        var parts = parts(stored);
        var observations = new ArrayList<Observation>();
        for (var assignment : stored.assignments()) {
            report(stored, parts, assignment)
                    .ifPresent(r ->
                            observations.add(new Observation(assignment.key(), r.counted(assignment), r.generation())));
        }
        return observations;
    }

    /** What the member last said of the assignment. */
    Optional<MemberReport> report(StoredPlan stored, Parts parts, Assignment assignment) {
        var cluster = new ClusterName(assignment.key().cluster().value());
        return renderer.reportKey(parts, assignment)
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
