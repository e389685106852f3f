package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.Scale;
import dev.windrose.kubeapi.schema.Schema;
import dev.windrose.kubeapi.service.Updates.Target;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The scale subresource: {@code autoscaling/v1 Scale} as a view of an object, read and written. */
record Scales(Updates updates) {
    /** The object as a Scale. */
    static ObjectNode view(ResourceDescriptor resource, ObjectNode object) {
        Scale paths = resource.scale().orElseThrow(Failures::noSuchPath);
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            if (object.path("metadata").has(field)) {
                metadata.set(field, object.get("metadata").get(field));
            }
        }
        scale.putObject("spec").put("replicas", number(paths.specReplicas(), object));
        ObjectNode status = scale.putObject("status").put("replicas", number(paths.statusReplicas(), object));
        if (!paths.selector().isEmpty()) {
            JsonPath.parse(paths.selector()).find(object).stream()
                    .findFirst()
                    .ifPresent(selector -> status.put("selector", selectorText(selector)));
        }
        return scale;
    }

    private static long number(String path, ObjectNode object) {
        return JsonPath.parse(path).find(object).stream()
                .findFirst()
                .map(JsonNode::asLong)
                .orElse(0L);
    }

    private static String selectorText(JsonNode selector) {
        JsonNode labels = selector.path("matchLabels").isMissingNode() ? selector : selector.path("matchLabels");
        return selector.isTextual()
                ? selector.textValue()
                : StreamSupport.stream(labels.properties().spliterator(), false)
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(","));
    }

    CompletionStage<Outcome> replace(Target target, Body body, WriteOptions options) {
        return modify(target, options, _ -> body);
    }

    CompletionStage<Outcome> patch(Target target, PatchType type, Body patch, WriteOptions options) {
        if (type == PatchType.APPLY || type == PatchType.STRATEGIC) {
            throw Failures.unsupportedMediaType(PatchType.accepted(false));
        }
        return modify(target, options, view -> {
            JsonNode patched = Patches.patched(Schema.untyped(), type, view, patch.value());
            UnknownFields.settle(target.resource(), options.validation(), true, unknownIn(patched), patch.duplicates());
            return new Body(patched, patch.duplicates());
        });
    }

    private static List<String> unknownIn(JsonNode scale) {
        return scale.path("spec")
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(field -> !field.equals("replicas"))
                .map("spec."::concat)
                .toList();
    }

    /**
     * Applies the replicas of a Scale: they become the manager's own under the subresource {@code scale}, and a conflict
     * with whoever owns them, through the object or its scale, names the version of the Scale.
     */
    CompletionStage<Outcome> apply(Applies applies, Target target, Body body, WriteOptions options, boolean force) {
        ResourceDescriptor resource = target.resource();
        Scale paths = resource.scale().orElseThrow(Failures::noSuchPath);
        checkIdentity(target, body.value());
        ObjectNode configuration =
                Json.object().put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        configuration.putObject("metadata").put("name", target.name());
        for (String field : List.of("uid", "resourceVersion")) {
            String value = Json.text(body.value(), "metadata", field);
            if (!value.isEmpty()) {
                Json.metadata(configuration).put(field, value);
            }
        }
        if (body.value().path("spec").has("replicas")) {
            set(configuration, paths.specReplicas(), replicas(target, body.value()));
        }
        return applies.apply(target, new Body(configuration, body.duplicates()), options, force)
                .thenApply(outcome -> shown(resource, outcome));
    }

    private static Outcome shown(ResourceDescriptor resource, Outcome outcome) {
        return new Outcome(outcome.kind(), view(resource, outcome.object()), outcome.warnings());
    }

    private CompletionStage<Outcome> modify(Target target, WriteOptions options, Function<ObjectNode, Body> next) {
        ResourceDescriptor resource = target.resource();
        Scale paths = resource.scale().orElseThrow(Failures::noSuchPath);
        var main = new Target(resource, "scale", target.namespace(), target.name());
        return updates.modify(main, options, false, live -> {
                    JsonNode wanted = next.apply(view(resource, live)).value();
                    checkIdentity(target, wanted);
                    ObjectNode object = live.deepCopy();
                    Preconditions.version(resource, live, Json.text(wanted, "metadata", "resourceVersion"));
                    set(object, paths.specReplicas(), replicas(target, wanted));
                    return new Body(object, List.of());
                })
                .thenApply(outcome -> shown(resource, outcome));
    }

    private static void checkIdentity(Target target, JsonNode scale) {
        String kind = Json.text(scale, "apiVersion") + "/" + Json.text(scale, "kind");
        if (!kind.equals("autoscaling/v1/Scale")) {
            throw Failures.badRequest("expected a Scale of autoscaling/v1, got kind %s of %s"
                    .formatted(Json.text(scale, "kind"), Json.text(scale, "apiVersion")));
        }
        String name = Json.name(scale);
        if (!name.equals(target.name())) {
            throw Failures.badRequest(
                    name.isEmpty()
                            ? "the name of the object (%s based on URL) was undeterminable: name must be provided"
                                    .formatted(target.name())
                            : "the name of the object (%s) does not match the name on the URL (%s)"
                                    .formatted(name, target.name()));
        }
    }

    private static long replicas(Target target, JsonNode scale) {
        JsonNode replicas = scale.path("spec").path("replicas");
        if (replicas.isMissingNode() || replicas.isNull()) {
            // A real server takes nothing for zero, and stops everything.
            throw invalid(target, Cause.required(".spec.replicas", "say how many, also when it is 0"));
        }
        if (!replicas.isIntegralNumber() || !replicas.canConvertToInt()) {
            throw Failures.badRequest("spec.replicas must be a whole number of 32 bits");
        }
        if (replicas.intValue() < 0) {
            throw invalid(
                    target, Cause.invalid(".spec.replicas", replicas.intValue(), "should be a non-negative integer"));
        }
        return replicas.longValue();
    }

    private static RuntimeException invalid(Target target, Cause cause) {
        return Failures.invalid(target.resource().group(), target.resource().kind(), target.name(), List.of(cause));
    }

    private static void set(ObjectNode object, String path, long value) {
        List<String> fields = JsonPath.parse(path).fields();
        ObjectNode at = object;
        for (String field : fields.subList(0, fields.size() - 1)) {
            at = Json.child(at, field);
        }
        at.put(fields.getLast(), value);
    }
}
