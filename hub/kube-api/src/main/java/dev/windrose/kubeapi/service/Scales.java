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
            throw Failures.unsupportedMediaType(PatchType.JSON.mediaType() + ", " + PatchType.MERGE.mediaType());
        }
        return modify(
                target,
                options,
                view -> new Body(Patches.patched(Schema.untyped(), type, view, patch.value()), patch.duplicates()));
    }

    private CompletionStage<Outcome> modify(Target target, WriteOptions options, Function<ObjectNode, Body> next) {
        ResourceDescriptor resource = target.resource();
        Scale paths = resource.scale().orElseThrow(Failures::noSuchPath);
        var main = new Target(resource, "scale", target.namespace(), target.name());
        return updates.modify(main, options, live -> {
                    JsonNode wanted = next.apply(view(resource, live)).value();
                    ObjectNode object = live.deepCopy();
                    JsonNode version = wanted.path("metadata").path("resourceVersion");
                    if (version.isTextual() && !version.textValue().isEmpty()) {
                        Json.metadata(object).set("resourceVersion", version);
                    }
                    set(object, paths.specReplicas(), replicas(target.name(), wanted));
                    return new Body(object, List.of());
                })
                .thenApply(
                        outcome -> new Outcome(outcome.kind(), view(resource, outcome.object()), outcome.warnings()));
    }

    private static long replicas(String name, JsonNode scale) {
        JsonNode replicas = scale.path("spec").path("replicas");
        if (!replicas.canConvertToInt() || !replicas.isIntegralNumber() || replicas.intValue() < 0) {
            throw Failures.invalid(
                    "autoscaling",
                    "Scale",
                    name,
                    List.of(Cause.invalid(
                            "spec.replicas", replicas.asText("null"), "must be greater than or equal to 0")));
        }
        return replicas.longValue();
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
