package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.rest.Right;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.Change;
import dev.windrose.placement.DefaultPlanner;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.Planner;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /api/v1/placements}: the plan, the one that comes next, those before, and what would be if. */
@ApplicationScoped
public class PlacementRest implements Endpoints {
    private static final int HISTORY = 50;
    private static final int MOST_HISTORY = 1_000;

    private final World world;
    private final PgPlanStore plans;
    private final LatestPlan latest;
    private final Pauses pauses;
    private final WhatIf whatIf;
    private final SpotMemory spot;
    private final Planner planner = new DefaultPlanner();

    public PlacementRest(
            World world, PgPlanStore plans, LatestPlan latest, Pauses pauses, WhatIf whatIf, SpotMemory spot) {
        this.world = world;
        this.plans = plans;
        this.latest = latest;
        this.pauses = pauses;
        this.whatIf = whatIf;
        this.spot = spot;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/api/v1/placements/plan",
                        Right.GET,
                        "The plan that holds, and the changes that come next once nothing is paused.",
                        call -> call.json(plan(call))),
                Endpoint.get(
                        "/api/v1/placements/plan/history",
                        Right.GET,
                        "What was decided and why, newest first; ?limit=.",
                        this::history),
                Endpoint.post(
                        "/api/v1/placements/what-if",
                        new Right.OfPath("create"),
                        "Whether and where an InferenceWorkload could run now, at what cost, and why not elsewhere.",
                        whatIf::answer));
    }

    private ObjectNode plan(Call call) {
        var stored = plans.read();
        var names = new HashMap<WorkloadUid, String>();
        latest.workloads().forEach(report -> names.put(report.uid(), report.name()));
        var body = Json.MAPPER.createObjectNode();
        var newest = plans.history(1).path(0);
        body.put("id", stored.id().value());
        copy(newest, "number", body, "number");
        copy(newest, "made_at", body, "madeAt");
        copy(newest, "solver", body, "solver");
        body.putObject("moves")
                .put("made", world.movesCounted(stored))
                .put("allowed", world.moveBudget().perFleet())
                .put("in", world.moveBudget().span().toString());
        joint(body);
        spot(body);
        var seen = new HashMap<String, Boolean>();
        var rows = body.putArray("assignments");
        stored.assignments().stream()
                .filter(row -> visible(call, seen, names.get(row.key().workload())))
                .forEach(row -> put(rows.addObject(), row, names.get(row.key().workload())));
        if (pauses.all().isEmpty()) {
            body.putNull("next");
        } else {
            next(call, body.putObject("next"), seen);
        }
        return body;
    }

    /** Null while none was computed lately. */
    private void joint(ObjectNode body) {
        var guidance = world.guidance();
        if (guidance.equals(Guidance.NONE)) {
            body.putNull("joint");
            return;
        }
        var summary = guidance.summary();
        var gap = summary.gapPercent();
        body.putObject("joint")
                .put("madeAt", summary.madeAt().toString())
                .put("solver", summary.solver())
                .put("gapPercent", gap.isPresent() ? Double.valueOf(gap.getAsDouble()) : null)
                .put("truncated", summary.truncated())
                .put("replicas", summary.replicas())
                .put("waiting", summary.waiting())
                .put("unplaced", summary.unplaced())
                .put("pricedPlaces", guidance.worth().size())
                .put("workloadsToMakeRoom", guidance.ways().size());
    }

    private void spot(ObjectNode body) {
        var machines = body.putArray("spotMachines");
        var now = world.now();
        new TreeMap<>(spot.records())
                .forEach((key, record) -> machines.addObject()
                        .put("cloud", key.cloud())
                        .put("region", key.region())
                        .put("zone", key.zone().orElse(null))
                        .put("instanceType", key.instanceType())
                        .put("hours", rounded(record.hours()))
                        .put("interruptions", rounded(record.interruptions()))
                        .put("interruptionsPerHour", rounded(record.hazardPerHour(now))));
    }

    private static double rounded(double figure) {
        return Math.round(figure * 1000) / 1000.0;
    }

    /** Computed here and promoted nowhere: what would change at once if every pause were lifted. */
    private void next(Call call, ObjectNode to, Map<String, Boolean> seen) {
        var resumed = world.readResumed();
        var names = names(resumed.input().workloads());
        to.put("why", "computed over the present world as if nothing were paused; not promoted");
        switch (planner.plan(resumed.input())) {
            case PlanningResult.Refused refused -> to.put("refused", String.join("; ", refused.problems()));
            case PlanningResult.Planned planned -> {
                var changes = to.putArray("changes");
                for (var change : planned.changes().changes()) {
                    var name = names.get(change.key().workload());
                    if (visible(call, seen, name)) {
                        put(changes.addObject(), change, name);
                    }
                }
            }
        }
    }

    static Map<WorkloadUid, String> names(Collection<WorkloadDemand> workloads) {
        var names = new HashMap<WorkloadUid, String>();
        workloads.forEach(workload -> names.put(workload.uid(), workload.text()));
        return names;
    }

    /** A row of a workload that is gone belongs to nobody: shown to those who see everything. */
    private static boolean visible(
            Call call, Map<String, Boolean> seen, @org.jspecify.annotations.Nullable String name) {
        var namespace = name == null ? "" : name.substring(0, name.indexOf('/'));
        return seen.computeIfAbsent(namespace, each -> call.may("list", "inferenceworkloads", each));
    }

    static ObjectNode put(ObjectNode to, Assignment row, @org.jspecify.annotations.Nullable String name) {
        to.put("workload", name)
                .put("cluster", row.key().cluster().value())
                .put("gpu", row.key().shape().product().name())
                .put("gpusPerReplica", row.key().shape().gpusPerReplica())
                .put("instanceType", row.key().shape().instanceType().orElse(null))
                .put("tier", row.key().tier().text())
                .put("replicas", row.replicas())
                .put("phase", row.phase().name().toLowerCase(java.util.Locale.ROOT))
                .put("generation", row.generation())
                .put("since", row.since().toString());
        return to;
    }

    static void put(ObjectNode to, Change change, @org.jspecify.annotations.Nullable String name) {
        switch (change) {
            case Change.Upsert upsert -> put(to.put("change", "set"), upsert.row(), name);
            case Change.Remove remove ->
                to.put("change", "remove")
                        .put("workload", name)
                        .put("cluster", remove.key().cluster().value())
                        .put("assignment", remove.key().text());
        }
        to.put("reason", change.reason());
    }

    private void history(Call call) {
        if (!call.may("list", "inferenceworkloads", "")) {
            throw Problem.of(
                    403,
                    "forbidden",
                    "This is not allowed",
                    "The history names workloads of every namespace. Ask an administrator for a role that may list them all.");
        }
        var limit = Math.clamp(call.count("limit").orElse(HISTORY), 1, MOST_HISTORY);
        var body = Json.MAPPER.createObjectNode();
        var list = body.putArray("plans");
        for (var row : plans.history(limit)) {
            var one = list.addObject();
            copy(row, "number", one, "number");
            copy(row, "id", one, "id");
            copy(row, "parent", one, "parent");
            copy(row, "made_at", one, "madeAt");
            copy(row, "solver", one, "solver");
            one.set("changes", row.path("changes"));
        }
        call.json(body);
    }

    private static void copy(JsonNode from, String field, ObjectNode to, String as) {
        to.set(as, from.path(field).isMissingNode() ? null : from.path(field));
    }
}
