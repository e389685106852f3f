package dev.windrose.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Map;
import java.util.Objects;

/** What {@code kubectl explain} says of types that are not ours and come without a word. */
final class Descriptions {
    private static final Map<String, String> CONDITION = Map.of(
            "type", "What is told of, in CamelCase.",
            "status", "True, False or Unknown.",
            "reason", "Why, in one CamelCase word, for programs.",
            "message", "Why, in a sentence, for people.",
            "lastTransitionTime", "When the status last changed.",
            "observedGeneration", "The metadata.generation that this speaks of.");

    private static final Map<String, String> REQUIREMENT = Map.of(
            "key", "The label that is compared.",
            "operator", "In, NotIn, Exists or DoesNotExist.",
            "values", "What In and NotIn compare with; empty for Exists and DoesNotExist.");

    private Descriptions() {}

    static void ofConditions(JSONSchemaProps list) {
        list.setDescription("What holds of the object, one entry for each type.");
        ofFields(list.getItems().getSchema(), CONDITION);
    }

    static void ofSelector(JSONSchemaProps selector) {
        ofFields(
                selector,
                Map.of(
                        "matchLabels", "Labels with their values; all must match.",
                        "matchExpressions", "Requirements on labels; all must hold."));
        ofFields(field(selector, "matchExpressions").getItems().getSchema(), REQUIREMENT);
    }

    /** A field that the type is known to have. */
    static JSONSchemaProps field(JSONSchemaProps of, String name) {
        return Objects.requireNonNull(of.getProperties().get(name), name);
    }

    private static void ofFields(JSONSchemaProps of, Map<String, String> texts) {
        of.getProperties().forEach((name, field) -> {
            if (texts.containsKey(name)) {
                field.setDescription(texts.get(name));
            }
        });
    }
}
