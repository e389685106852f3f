package dev.windrose.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;

/**
 * A kind's structural schema as JSON Schema (draft-07), for editors and kubeconform: what the API would prune is refused,
 * Kubernetes' own extensions are spelled out or left away (CEL rules cannot be said in JSON Schema).
 */
final class JsonSchema {
    private static final List<String> SAME = List.of(
            "type",
            "description",
            "format",
            "pattern",
            "minimum",
            "maximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "uniqueItems",
            "enum",
            "required",
            "default");

    private JsonSchema() {}

    static String of(CustomResourceDefinition definition, JsonNode tree) {
        var version = tree.at("/spec/versions/0");
        var root = convert(version.at("/schema/openAPIV3Schema"));
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", definition.getSpec().getNames().getKind());
        var properties = (ObjectNode) root.get("properties");
        properties
                .putObject("apiVersion")
                .put(
                        "const",
                        definition.getSpec().getGroup() + "/"
                                + version.path("name").asText());
        properties
                .putObject("kind")
                .put("const", definition.getSpec().getNames().getKind());
        properties.putObject("metadata").put("type", "object");
        root.withArray("required").add("apiVersion").add("kind").add("metadata");
        return Documents.json(root);
    }

    private static ObjectNode convert(JsonNode from) {
        var to = JsonNodeFactory.instance.objectNode();
        for (var keyword : SAME) {
            if (from.has(keyword)) {
                to.set(keyword, from.get(keyword).deepCopy());
            }
        }
        if (from.path("x-kubernetes-int-or-string").asBoolean()) {
            to.putArray("type").add("integer").add("string");
        }
        if (from.path("nullable").asBoolean() && to.has("type")) {
            var type = to.get("type");
            to.putArray("type").add(type).add("null");
        }
        if ("set".equals(from.path("x-kubernetes-list-type").asText())) {
            to.put("uniqueItems", true);
        }
        if (from.has("items")) {
            to.set("items", convert(from.get("items")));
        }
        if (from.path("additionalProperties").isObject()) {
            to.set("additionalProperties", convert(from.get("additionalProperties")));
        }
        if (from.has("properties")) {
            var properties = to.putObject("properties");
            from.get("properties").properties().forEach(p -> properties.set(p.getKey(), convert(p.getValue())));
            to.put(
                    "additionalProperties",
                    from.path("x-kubernetes-preserve-unknown-fields").asBoolean());
        }
        return to;
    }
}
