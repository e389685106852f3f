package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules that hold for the metadata of every object ({@code k8s.io/apimachinery/pkg/api/validation}). */
final class MetadataRules {
    private static final long MAX_ANNOTATIONS_BYTES = 256 * 1024L;

    private final List<FieldError> errors = new ArrayList<>();

    private MetadataRules() {}

    /** What was there before and has not changed is not held against an update. */
    static List<FieldError> check(NameRule nameRule, ObjectNode object, Optional<ObjectNode> old) {
        MetadataRules rules = new MetadataRules();
        JsonNode metadata = object.path("metadata");
        JsonNode before = old.map(o -> o.path("metadata")).orElse(MissingNode.getInstance());
        if (isNew(metadata, before, "name") || metadata.path("name").asText("").isEmpty()) {
            rules.checkName(nameRule, metadata);
        }
        if (isNew(metadata, before, "labels")) {
            rules.checkLabels(metadata.path("labels"));
        }
        if (isNew(metadata, before, "annotations")) {
            rules.checkAnnotations(metadata.path("annotations"));
        }
        if (isNew(metadata, before, "ownerReferences")) {
            rules.checkOwners(metadata.path("ownerReferences"));
        }
        if (isNew(metadata, before, "finalizers")) {
            rules.checkFinalizers(metadata.path("finalizers"));
        }
        return rules.errors;
    }

    private static boolean isNew(JsonNode metadata, JsonNode before, String field) {
        return !JsonValues.equal(metadata.path(field), before.path(field));
    }

    private void checkName(NameRule rule, JsonNode metadata) {
        String prefix = metadata.path("generateName").asText("");
        if (!prefix.isEmpty()) {
            rule.faultOfPrefix(prefix).ifPresent(why -> invalid("metadata.generateName", prefix, why));
        }
        String name = metadata.path("name").asText("");
        if (name.isEmpty()) {
            errors.add(Faults.required("metadata.name", "name or generateName is required"));
        } else {
            rule.faultOf(name).ifPresent(why -> invalid("metadata.name", name, why));
        }
    }

    private void checkLabels(JsonNode labels) {
        labels.properties().forEach(e -> {
            Labels.keyFaults(e.getKey()).forEach(why -> invalid("metadata.labels", e.getKey(), why));
            String value = e.getValue().asText("");
            Labels.valueFaults(value).forEach(why -> invalid("metadata.labels", value, why));
        });
    }

    private void checkAnnotations(JsonNode annotations) {
        long size = 0;
        for (var e : annotations.properties()) {
            Labels.keyFaults(e.getKey().toLowerCase(Locale.ROOT))
                    .forEach(why -> invalid("metadata.annotations", e.getKey(), why));
            size += e.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += e.getValue().asText("").getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > MAX_ANNOTATIONS_BYTES) {
            errors.add(Faults.tooLong("metadata.annotations", MAX_ANNOTATIONS_BYTES));
        }
    }

    private void checkOwners(JsonNode owners) {
        String path = "metadata.ownerReferences";
        List<String> controllers = new ArrayList<>();
        owners.forEach(owner -> {
            String version = owner.path("apiVersion").asText("");
            if (version.substring(version.indexOf('/') + 1).isEmpty()) {
                invalid(path + ".apiVersion", version, "version must not be empty");
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (owner.path(field).asText("").isEmpty()) {
                    invalid(path + "." + field, "", "must not be empty");
                }
            }
            if (owner.path("kind").asText("").equals("Event") && version.startsWith("v1")
                    || version.startsWith("events.k8s.io/")) {
                errors.add(Faults.invalid(
                        path,
                        owner.toString(),
                        "%s, Kind=Event is disallowed from being an owner"
                                .formatted(version.contains("/") ? version : "/" + version)));
            }
            if (owner.path("controller").asBoolean(false)) {
                controllers.add(
                        owner.path("kind").asText("") + "/" + owner.path("name").asText(""));
            }
        });
        if (controllers.size() > 1) {
            errors.add(Faults.invalid(
                    path,
                    Faults.print(owners),
                    "Only one reference can have Controller set to true. Found \"true\" in references for %s and %s"
                            .formatted(controllers.get(0), controllers.get(1))));
        }
    }

    private void checkFinalizers(JsonNode finalizers) {
        List<String> held = finalizers.valueStream().map(JsonNode::asText).toList();
        if (held.contains("orphan") && held.contains("foregroundDeletion")) {
            errors.add(Faults.invalid(
                    "metadata.finalizers",
                    finalizers.toString(),
                    "finalizer orphan and foregroundDeletion cannot be both set"));
        }
        finalizers.forEach(
                f -> Labels.keyFaults(f.asText("")).forEach(why -> invalid("metadata.finalizers", f.asText(""), why)));
    }

    private void invalid(String path, String value, String why) {
        errors.add(Faults.invalid(path, GoText.quote(value), why));
    }
}
