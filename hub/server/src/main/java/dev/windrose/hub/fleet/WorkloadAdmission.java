package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.protocol.ClusterName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a schema cannot say of an InferenceWorkload. */
final class WorkloadAdmission implements Admission {
    private static final Set<String> NEED_IMAGE = Set.of("trtllm", "llamacpp", "custom");
    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

    /** A Service is made by this name in the members, and its names are DNS labels of at most 63 characters. */
    private static final int MAX_NAME = 63;

    @Override
    public Verdict admit(Request request) {
        var object = request.after();
        if (object == null || !request.subresource().isEmpty()) {
            return ADMITTED;
        }
        var causes = new ArrayList<Cause>();
        checkName(object, causes);
        checkNamespace(object, causes);
        checkEngine(object.path("spec").path("engine"), causes);
        checkProducts(object.at("/spec/gpu/anyOf"), causes);
        checkPins(object.at("/spec/placement/clusters"), causes);
        checkSelector(object.at("/spec/placement/clusterSelector/matchExpressions"), causes);
        checkSpot(object.at("/spec/placement"), causes);
        return causes.isEmpty() ? ADMITTED : new Verdict.Invalid(causes);
    }

    private static void checkName(JsonNode object, List<Cause> causes) {
        var name = object.at("/metadata/name").asText();
        if (!name.matches("[a-z]([-a-z0-9]*[a-z0-9])?") || name.length() > MAX_NAME) {
            causes.add(Cause.invalid(
                    "metadata.name",
                    name,
                    "a Service of this name is made in the members, so it must start with a letter, have at most %d lower case letters, digits and dashes, and no dots"
                            .formatted(MAX_NAME)));
        }
    }

    private static void checkNamespace(JsonNode object, List<Cause> causes) {
        var namespace = object.at("/metadata/namespace").asText();
        if (namespace.startsWith("kube-") || namespace.startsWith("windrose-")) {
            causes.add(Cause.invalid(
                    "metadata.namespace",
                    namespace,
                    "namespaces kube-* and windrose-* belong to the system; use another"));
        }
    }

    private static void checkEngine(JsonNode engine, List<Cause> causes) {
        var type = engine.path("type").asText("vllm");
        if (NEED_IMAGE.contains(type) && engine.path("image").asText().isBlank()) {
            causes.add(Cause.required(
                    "spec.engine.image", "engine %s has no pinned image of ours; name the one to run".formatted(type)));
        }
    }

    private static void checkProducts(JsonNode choices, List<Cause> causes) {
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).path("product").asText().equals("unknown")) {
                causes.add(Cause.invalid(
                        "spec.gpu.anyOf[%d].product".formatted(i),
                        "unknown",
                        "stands for GPUs that nobody recognised; leave gpu out, and the memory fit chooses"));
            }
        }
    }

    private static void checkPins(JsonNode clusters, List<Cause> causes) {
        for (int i = 0; i < clusters.size(); i++) {
            var name = clusters.get(i).asText();
            if (!ClusterName.isValid(name)) {
                causes.add(Cause.invalid("spec.placement.clusters[%d]".formatted(i), name, MemberAdmission.NAME_RULE));
            }
        }
    }

    private static void checkSelector(JsonNode expressions, List<Cause> causes) {
        for (int i = 0; i < expressions.size(); i++) {
            var field = "spec.placement.clusterSelector.matchExpressions[%d]".formatted(i);
            var operator = expressions.get(i).path("operator").asText();
            var values = expressions.get(i).path("values");
            if (expressions.get(i).path("key").asText().isBlank()) {
                causes.add(Cause.required(field + ".key", "the label to compare"));
            }
            if (!OPERATORS.contains(operator)) {
                causes.add(Cause.invalid(field + ".operator", operator, "must be In, NotIn, Exists or DoesNotExist"));
            } else if (operator.endsWith("In") == values.isEmpty()) {
                causes.add(Cause.invalid(
                        field + ".values",
                        values.toString(),
                        "In and NotIn need at least one value, Exists and DoesNotExist take none"));
            }
        }
    }

    private static void checkSpot(JsonNode placement, List<Cause> causes) {
        var spotAllowed = false;
        for (var tier : placement.path("tiers")) {
            spotAllowed |= tier.asText().equals("spot");
        }
        if (placement.has("maxSpotShare") && !spotAllowed) {
            causes.add(Cause.invalid(
                    "spec.placement.maxSpotShare",
                    placement.path("maxSpotShare").asText(),
                    "has no effect unless placement.tiers names spot"));
        }
    }
}
