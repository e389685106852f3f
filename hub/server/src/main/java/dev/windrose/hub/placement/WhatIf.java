package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.WriteOptions;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.DefaultPlanner;
import dev.windrose.placement.Planner;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.WorkloadReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What would be if a workload were written, and clusters were other than they are: the real planner over the present
 * world, and nothing is stored or promoted.
 *
 * <p>The body is an InferenceWorkload, or {@code {"workload": …, "changes": {"clusters": [{"name", "cordon",
 * "absent"}]}}}. It goes through the same checks as a write, as a dry run by the caller.
 */
@ApplicationScoped
public class WhatIf {
    private final World world;
    private final KubeService service;
    private final Planner planner = new DefaultPlanner();

    public WhatIf(World world, KubeService service) {
        this.world = world;
        this.service = service;
    }

    void answer(Call call) {
        if (!(call.body() instanceof ObjectNode body)) {
            throw Problem.badRequest("The body must be one JSON object: an InferenceWorkload.");
        }
        var given = body.has("workload") ? body.path("workload") : body;
        if (!(given instanceof ObjectNode wanted)) {
            throw Problem.badRequest("workload must be an InferenceWorkload.");
        }
        var changes = body.has("workload") ? body.path("changes") : Json.MAPPER.missingNode();
        var namespace = wanted.at("/metadata/namespace").asText("default");
        if (!call.may("create", "inferenceworkloads", namespace)) {
            throw Problem.of(
                    403,
                    "forbidden",
                    "This is not allowed",
                    "You may not create workloads in namespace %s. Ask an administrator for a role that allows it."
                            .formatted(namespace));
        }
        if (!changes.path("clusters").isEmpty() && !call.may("list", "memberclusters", "")) {
            throw Problem.of(
                    403,
                    "forbidden",
                    "This is not allowed",
                    "You may not see clusters, so you cannot ask what would be without them. Leave changes.clusters out.");
        }
        call.json(planned(call, WorkloadObject.of(checked(call, namespace, wanted)), changes));
    }

    /** As it would be stored: defaults set, admitted, validated; of an existing one, with this spec. */
    private ObjectNode checked(Call call, String namespace, ObjectNode wanted) {
        var kind = service.registry().require(Names.GROUP, FleetKinds.WORKLOADS.plural());
        var options = new WriteOptions(call.caller(), "what-if", true, FieldValidation.STRICT);
        var name = wanted.at("/metadata/name").asText();
        try {
            var present =
                    name.isEmpty() ? Optional.<ObjectNode>empty() : Database.await(service.find(kind, namespace, name));
            if (present.isEmpty()) {
                var fresh = wanted.deepCopy();
                if (name.isEmpty()) {
                    fresh.withObject("/metadata").put("name", "what-if");
                }
                return Database.await(service.create(kind, namespace, new Body(fresh, List.of()), options))
                        .object();
            }
            var changed = present.get().deepCopy();
            if (wanted.has("spec")) {
                changed.set("spec", wanted.get("spec"));
            }
            return Database.await(service.update(kind, "", namespace, name, new Body(changed, List.of()), options))
                    .object();
        } catch (Database.DatabaseException e) {
            var refusal = e.getCause() == null ? null : ApiException.in(e.getCause());
            throw refusal != null ? refusal : e;
        }
    }

    private ObjectNode planned(Call call, WorkloadObject workload, JsonNode changes) {
        var seen = world.read();
        var input = with(seen.input(), demand(workload), changes);
        return switch (planner.plan(input)) {
            case PlanningResult.Refused refused ->
                throw Problem.of(
                        422, "refused", "The planner refuses the question", String.join("; ", refused.problems()));
            case PlanningResult.Planned planned -> answer(call, workload, input, planned);
        };
    }

    private static WorkloadDemand demand(WorkloadObject workload) {
        try {
            return Demands.of(workload, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw Problem.of(422, "invalid", "The workload cannot be planned", String.valueOf(e.getMessage()));
        }
    }

    private static PlanningInput with(PlanningInput input, WorkloadDemand demand, JsonNode changes) {
        var workloads = new ArrayList<>(input.workloads());
        workloads.removeIf(each -> each.uid().equals(demand.uid()));
        workloads.add(demand);
        return new PlanningInput(
                input.now(),
                input.parent(),
                clusters(input.clusters(), changes.path("clusters")),
                workloads,
                input.prices(),
                input.budgets(),
                input.stockOuts(),
                input.assignments(),
                input.observations(),
                input.holds(),
                input.settings());
    }

    private static List<ClusterView> clusters(List<ClusterView> present, JsonNode changes) {
        var byName = new HashMap<String, JsonNode>();
        changes.forEach(change -> byName.put(change.path("name").asText(), change));
        var unknown = new HashSet<>(byName.keySet());
        present.forEach(view -> unknown.remove(view.id().value()));
        if (!unknown.isEmpty()) {
            throw Problem.badRequest("changes.clusters names no member of the fleet: %s.".formatted(unknown));
        }
        return present.stream()
                .filter(view -> !change(byName, view).path("absent").asBoolean())
                .map(view -> changed(view, change(byName, view)))
                .toList();
    }

    private static JsonNode change(HashMap<String, JsonNode> byName, ClusterView view) {
        return byName.getOrDefault(view.id().value(), Json.MAPPER.missingNode());
    }

    private static ClusterView changed(ClusterView view, JsonNode change) {
        return view.withCordon(change.path("cordon").asBoolean(view.cordoned()));
    }

    private static ObjectNode answer(
            Call call, WorkloadObject workload, PlanningInput input, PlanningResult.Planned planned) {
        WorkloadReport report = planned.report().workloads().stream()
                .filter(each -> each.uid().equals(workload.uid()))
                .findFirst()
                .orElseThrow();
        var body = Json.MAPPER.createObjectNode();
        body.put("workload", report.name())
                .put("canRun", report.placed() >= report.wanted())
                .put("wanted", report.wanted())
                .put("placed", report.placed())
                .put("hourlyCost", report.knownCost().map(Object::toString).orElse(null))
                .put("unpricedReplicas", report.unpricedReplicas())
                .put("waitingOn", report.waitingOn().name())
                .put("waitingDetail", report.waitingDetail());
        var placements = body.putArray("placements");
        planned.plan().assignments().stream()
                .filter(row -> row.key().workload().equals(workload.uid()))
                .forEach(row -> PlacementRest.put(placements.addObject(), row, report.name()));
        var candidates = body.putArray("candidates");
        report.candidates().forEach(candidate -> put(candidates.addObject(), candidate));
        var notes = body.putArray("notes");
        report.notes().forEach(notes::add);
        others(call, body, workload, input, planned);
        return body;
    }

    private static void put(ObjectNode to, CandidateReport candidate) {
        to.put("cluster", candidate.cluster().value())
                .put("gpu", candidate.shape().map(shape -> shape.text()).orElse(null))
                .put("tier", candidate.tier().map(tier -> tier.text()).orElse(null))
                .put("replicas", candidate.replicas())
                .put("reason", candidate.reason().name())
                .put("meaning", candidate.reason().meaning())
                .put("detail", candidate.detail())
                .put(
                        "hourlyCostPerReplica",
                        candidate.allocated().map(Object::toString).orElse(null));
    }

    /** What would happen to others, as far as the caller may know of them. */
    private static void others(
            Call call, ObjectNode body, WorkloadObject workload, PlanningInput input, PlanningResult.Planned planned) {
        var names = PlacementRest.names(input.workloads());
        var seen = new HashMap<String, Boolean>();
        var others = body.putArray("otherChanges");
        for (var change : planned.changes().changes()) {
            var name = names.get(change.key().workload());
            if (name != null
                    && !change.key().workload().equals(workload.uid())
                    && seen.computeIfAbsent(
                            name.substring(0, name.indexOf('/')),
                            namespace -> call.may("list", "inferenceworkloads", namespace))) {
                PlacementRest.put(others.addObject(), change, name);
            }
        }
    }
}
