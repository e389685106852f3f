package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is still in a namespace that is being deleted, and how its conditions say so ({@code NamespaceConditionType} of
 * core/v1, in the words of the real namespace controller).
 */
final class Remainder {
    private final Map<String, Integer> byResource = new TreeMap<>();
    private final Map<String, Integer> byFinalizer = new TreeMap<>();

    void add(ResourceDescriptor resource, List<ObjectNode> objects) {
        if (objects.isEmpty()) {
            return;
        }
        String name = resource.group().isEmpty()
                ? resource.plural() + "."
                : resource.name().toString();
        byResource.put(name, objects.size());
        objects.forEach(object -> Json.strings(object.path("metadata").path("finalizers"))
                .forEach(finalizer -> byFinalizer.merge(finalizer, 1, Integer::sum)));
    }

    boolean nothing() {
        return byResource.isEmpty();
    }

    /** A copy of the namespace that tells of this. */
    ObjectNode toldIn(ObjectNode namespace, Instant now) {
        ObjectNode next = namespace.deepCopy();
        ObjectNode status = Json.child(next, "status");
        JsonNode before = status.path("conditions").deepCopy();
        ArrayNode conditions = status.putArray("conditions");
        String time = Preparation.timestamp(now);
        for (ObjectNode condition : conditions()) {
            conditions.add(condition.put("lastTransitionTime", since(before, condition, time)));
        }
        return next;
    }

    private List<ObjectNode> conditions() {
        return List.of(
                condition(
                        "NamespaceDeletionDiscoveryFailure",
                        false,
                        "ResourcesDiscovered",
                        "All resources successfully discovered"),
                condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        false,
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                condition(
                        "NamespaceDeletionContentFailure",
                        false,
                        "ContentDeleted",
                        "All content successfully deleted, may be waiting on finalization"),
                byResource.isEmpty()
                        ? condition(
                                "NamespaceContentRemaining",
                                false,
                                "ContentRemoved",
                                "All content successfully removed")
                        : condition(
                                "NamespaceContentRemaining",
                                true,
                                "SomeResourcesRemain",
                                "Some resources are remaining: " + counted(byResource, "%s has %d resource instances")),
                byFinalizer.isEmpty()
                        ? condition(
                                "NamespaceFinalizersRemaining",
                                false,
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : condition(
                                "NamespaceFinalizersRemaining",
                                true,
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + counted(byFinalizer, "%s in %d resource instances")));
    }

    private static String counted(Map<String, Integer> counts, String format) {
        return counts.entrySet().stream()
                .map(e -> format.formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static ObjectNode condition(String type, boolean holds, String reason, String message) {
        return Json.object()
                .put("type", type)
                .put("status", holds ? "True" : "False")
                .put("reason", reason)
                .put("message", message);
    }

    private static String since(JsonNode before, ObjectNode condition, String now) {
        return before.valueStream()
                .filter(old -> old.path("type").equals(condition.path("type"))
                        && old.path("status").equals(condition.path("status")))
                .map(old -> Json.text(old, "lastTransitionTime"))
                .findFirst()
                .orElse(now);
    }
}
