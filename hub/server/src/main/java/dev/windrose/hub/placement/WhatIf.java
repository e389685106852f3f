package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.model.ModelCatalog;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.WriteOptions;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.placement.Advice;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.DefaultPlanner;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.WorkloadReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
    /** So long may be spent on what would help; what was not tried by then is said to be untried. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How often an existing workload is read again when it was written in between: its status changes all the time. */
    private static final int READINGS = 10;

    private final World world;
    private final ModelCatalog models;
    private final KubeService service;
    private final Scalings scalings;
    private final DefaultPlanner planner = new DefaultPlanner();

    public WhatIf(World world, ModelCatalog models, KubeService service, Scalings scalings) {
        this.world = world;
        this.models = models;
        this.service = service;
        this.scalings = scalings;
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
        for (var left = READINGS; ; left--) {
            try {
                return stored(call, namespace, wanted);
            } catch (ApiException refusal) {
                if (refusal.reason() != Reason.CONFLICT || left == 0) {
                    throw refusal;
                }
            }
        }
    }

    private ObjectNode stored(Call call, String namespace, ObjectNode wanted) {
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
        var scaled = scalings.wanted(workload);
        var asked = demand(workload);
        var demand =
                scaled.map(wanted -> asked.with(wanted.replicas(), asked.gpu())).orElse(asked);
        var input = with(seen.input(), demand, changes);
        return switch (planner.plan(input)) {
            case PlanningResult.Refused refused ->
                throw Problem.of(
                        422, "refused", "The planner refuses the question", String.join("; ", refused.problems()));
            case PlanningResult.Planned planned -> {
                var report = report(planned, workload);
                var end = System.nanoTime() + PATIENCE.toNanos();
                var advice = report.placed() >= report.wanted()
                        ? Advice.NONE
                        : Advice.of(planner, input, demand, report.placed(), () -> System.nanoTime() < end);
                yield new WhatIfAnswer(call, input, demand, planned, report)
                        .tree(advice)
                        .put("wantedBy", scaled.filter(Scalings.Wanted::byLoad).isPresent() ? "load" : "spec");
            }
        };
    }

    private static WorkloadReport report(PlanningResult.Planned planned, WorkloadObject workload) {
        return planned.report().workloads().stream()
                .filter(each -> each.uid().equals(workload.uid()))
                .findFirst()
                .orElseThrow();
    }

    private WorkloadDemand demand(WorkloadObject workload) {
        try {
            return Demands.of(
                    workload,
                    Optional.empty(),
                    models.knowledge(workload.spec().model().id()));
        } catch (IllegalArgumentException e) {
            throw Problem.of(422, "invalid", "The workload cannot be planned", String.valueOf(e.getMessage()));
        }
    }

    private static PlanningInput with(PlanningInput input, WorkloadDemand demand, JsonNode changes) {
        return input.withClusters(clusters(input.clusters(), changes.path("clusters")))
                .with(demand);
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
}
