package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@link Schema} from OpenAPI v3 JSON. */
final class SchemaParser {
    private SchemaParser() {}

    static Schema parseRoot(JsonNode node) {
        Schema root = parse(node, "");
        boolean openMetadata = root.declares("metadata")
                && root.field("metadata").properties().keySet().stream()
                        .allMatch(name -> "name".equals(name) || "generateName".equals(name));
        if (root.type() != Schema.Type.OBJECT) {
            return root;
        }
        Schema meta = openMetadata
                ? ObjectMetaSchema.constrainedBy(root.field("metadata"))
                : root.declares("metadata") ? root.field("metadata") : ObjectMetaSchema.SCHEMA;
        return root.withProperties(
                Map.of("apiVersion", scalar(root, "apiVersion"), "kind", scalar(root, "kind"), "metadata", meta));
    }

    private static Schema scalar(Schema root, String name) {
        return root.declares(name) ? root.field(name) : new SchemaBuilder(Schema.Type.STRING).build();
    }

    static Schema parse(JsonNode node, String path) {
        if (!node.isObject()) {
            throw fault(path, "a schema must be an object, not " + node.getNodeType());
        }
        SchemaBuilder builder = new SchemaBuilder(type(node, path));
        node.path("properties")
                .properties()
                .forEach(e -> builder.field(e.getKey(), parse(e.getValue(), path + ".properties." + e.getKey())));
        builder.additional = additional(node, path);
        if (node.path("items").isObject()) {
            builder.items(parse(node.path("items"), path + ".items"));
        }
        builder.required = strings(node.path("required"));
        builder.nullable(node.path("nullable").asBoolean(false));
        builder.preserveUnknown(
                node.path("x-kubernetes-preserve-unknown-fields").asBoolean(false));
        builder.embeddedResource = node.path("x-kubernetes-embedded-resource").asBoolean(false);
        builder.atomicMap("atomic".equals(node.path("x-kubernetes-map-type").asText("")));
        if (node.has("default")) {
            builder.defaultValue(node.get("default"));
        }
        builder.rules = rules(node.path("x-kubernetes-validations"));
        listType(node, builder, path);
        builder.limits(limits(node, path));
        return builder.build();
    }

    private static Schema.Type type(JsonNode node, String path) {
        if (node.path("x-kubernetes-int-or-string").asBoolean(false)) {
            return Schema.Type.INT_OR_STRING;
        }
        String type = node.path("type").asText("");
        return switch (type) {
            case "object" -> Schema.Type.OBJECT;
            case "array" -> Schema.Type.ARRAY;
            case "string" -> Schema.Type.STRING;
            case "integer" -> Schema.Type.INTEGER;
            case "number" -> Schema.Type.NUMBER;
            case "boolean" -> Schema.Type.BOOLEAN;
            case "" -> node.has("properties") ? Schema.Type.OBJECT : Schema.Type.ANY;
            default -> throw fault(path, "type (%s) is not one of OpenAPI v3".formatted(type));
        };
    }

    private static @Nullable Schema additional(JsonNode node, String path) {
        JsonNode extra = node.path("additionalProperties");
        if (extra.isObject()) {
            return parse(extra, path + ".additionalProperties");
        }
        return extra.asBoolean(false) ? Schema.untyped() : null;
    }

    private static void listType(JsonNode node, SchemaBuilder builder, String path) {
        List<String> keys = strings(node.path("x-kubernetes-list-map-keys"));
        String listType = node.path("x-kubernetes-list-type").asText("atomic");
        builder.listKeys = keys;
        builder.listType = switch (listType) {
            case "atomic" -> ListType.ATOMIC;
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            default -> throw fault(path, "x-kubernetes-list-type (%s) must be atomic, set or map".formatted(listType));
        };
        if (builder.listType == ListType.MAP && keys.isEmpty()) {
            throw fault(path, "x-kubernetes-list-type map needs x-kubernetes-list-map-keys");
        }
    }

    private static List<Rule> rules(JsonNode array) {
        List<Rule> rules = new ArrayList<>();
        array.forEach(rule -> rules.add(new Rule(
                rule.path("rule").asText("").strip(),
                rule.path("message").asText("").strip(),
                rule.path("messageExpression").asText("").strip(),
                rule.path("reason").asText(""),
                rule.path("fieldPath").asText(""),
                rule.path("optionalOldSelf").asBoolean(false))));
        return rules;
    }

    private static Limits limits(JsonNode node, String path) {
        return new Limits(
                number(node, "minimum"),
                number(node, "maximum"),
                node.path("exclusiveMinimum").asBoolean(false),
                node.path("exclusiveMaximum").asBoolean(false),
                number(node, "multipleOf"),
                bounds(node, "minLength", "maxLength"),
                bounds(node, "minItems", "maxItems"),
                bounds(node, "minProperties", "maxProperties"),
                node.path("uniqueItems").asBoolean(false),
                pattern(node, path),
                node.has("format") ? node.get("format").asText() : null,
                elements(node.path("enum")));
    }

    private static Limits.Bounds bounds(JsonNode node, String least, String greatest) {
        return new Limits.Bounds(
                node.has(least) ? node.get(least).longValue() : null,
                node.has(greatest) ? node.get(greatest).longValue() : null);
    }

    private static @Nullable BigDecimal number(JsonNode node, String name) {
        return node.path(name).isNumber() ? node.get(name).decimalValue() : null;
    }

    private static @Nullable Pattern pattern(JsonNode node, String path) {
        if (!node.path("pattern").isTextual()) {
            return null;
        }
        try {
            return Pattern.compile(node.get("pattern").asText());
        } catch (PatternSyntaxException e) {
            throw fault(
                    path,
                    "pattern (%s) is no regular expression: %s"
                            .formatted(node.get("pattern").asText(), e.getDescription()));
        }
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return List.copyOf(all);
    }

    private static List<String> strings(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(e -> all.add(e.asText()));
        return List.copyOf(all);
    }

    private static IllegalArgumentException fault(String path, String what) {
        return new IllegalArgumentException("Schema%s: %s. Maybe the CRD was not generated by the build."
                .formatted(path.isEmpty() ? "" : " at " + path, what));
    }
}
