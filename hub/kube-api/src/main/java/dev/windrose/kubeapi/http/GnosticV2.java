package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Swagger 2.0 as the protobuf message {@code openapi.v2.Document}, in which client-go reads it (Argo CD cannot do without).
 * Field numbers: google/gnostic-models, openapiv2/OpenAPIv2.proto. Holds what our documents use: no forms, headers, OAuth.
 */
final class GnosticV2 {
    private static final SortedMap<String, Integer> SCHEMA_TEXTS =
            new TreeMap<>(Map.of("$ref", 1, "format", 2, "title", 3, "description", 4, "pattern", 13));
    private static final SortedMap<String, Integer> SCHEMA_NUMBERS = new TreeMap<>(Map.of(
            "maxLength",
            11,
            "minLength",
            12,
            "maxItems",
            14,
            "minItems",
            15,
            "maxProperties",
            17,
            "minProperties",
            18));
    private static final SortedMap<String, Integer> SCHEMA_REALS =
            new TreeMap<>(Map.of("multipleOf", 6, "maximum", 7, "minimum", 9));
    private static final SortedMap<String, Integer> SCHEMA_FLAGS =
            new TreeMap<>(Map.of("exclusiveMaximum", 8, "exclusiveMinimum", 10, "uniqueItems", 16));
    private static final Map<String, Integer> METHODS =
            Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "options", 6, "head", 7, "patch", 8);

    private GnosticV2() {}

    static byte[] encode(ObjectNode swagger) {
        return new ProtobufWriter()
                .text(1, swagger.path("swagger").asText())
                .message(
                        2,
                        info -> info.text(1, swagger.at("/info/title").asText())
                                .text(2, swagger.at("/info/version").asText()))
                .message(8, paths -> named(paths, 2, swagger.path("paths"), GnosticV2::path))
                .message(9, all -> named(all, 1, swagger.path("definitions"), GnosticV2::schema))
                .message(
                        12,
                        required -> named(
                                required,
                                1,
                                swagger.at("/security/0"),
                                (scopes, value) -> value.forEach(scope -> scopes.element(1, scope.asText()))))
                .message(
                        13,
                        all -> named(
                                all,
                                1,
                                swagger.path("securityDefinitions"),
                                (item, value) -> item.message(2, key -> apiKey(key, value))))
                .bytes();
    }

    /** A map as pairs of name and value. */
    private static void named(
            ProtobufWriter out, int field, JsonNode map, BiConsumer<ProtobufWriter, JsonNode> content) {
        map.properties()
                .forEach(entry -> out.message(
                        field,
                        pair -> pair.text(1, entry.getKey())
                                .message(2, value -> content.accept(value, entry.getValue()))));
    }

    /** A tree of any form: as text in YAML, of which JSON is a part. */
    private static void any(ProtobufWriter out, JsonNode value) {
        out.text(2, value.toString());
    }

    private static void extensions(ProtobufWriter out, int field, JsonNode of) {
        of.properties().stream()
                .filter(entry -> entry.getKey().startsWith("x-"))
                .forEach(entry -> out.message(
                        field, pair -> pair.text(1, entry.getKey()).message(2, value -> any(value, entry.getValue()))));
    }

    private static void apiKey(ProtobufWriter out, JsonNode key) {
        out.text(1, key.path("type").asText())
                .text(2, key.path("name").asText())
                .text(3, key.path("in").asText())
                .text(4, key.path("description").asText());
    }

    private static void path(ProtobufWriter out, JsonNode item) {
        item.properties().forEach(field -> {
            Integer method = METHODS.get(field.getKey());
            if (method != null) {
                out.message(method, operation -> operation(operation, field.getValue()));
            }
        });
        item.path("parameters").forEach(parameter -> out.message(9, p -> parameter(p, parameter)));
    }

    private static void operation(ProtobufWriter out, JsonNode operation) {
        texts(out, 1, operation.path("tags"));
        out.text(3, operation.path("description").asText());
        out.text(5, operation.path("operationId").asText());
        texts(out, 6, operation.path("produces"));
        texts(out, 7, operation.path("consumes"));
        operation.path("parameters").forEach(parameter -> out.message(8, p -> parameter(p, parameter)));
        out.message(
                9,
                responses -> named(
                        responses,
                        1,
                        operation.path("responses"),
                        (value, one) -> value.message(1, r -> response(r, one))));
        texts(out, 10, operation.path("schemes"));
        extensions(out, 13, operation);
    }

    private static void response(ProtobufWriter out, JsonNode response) {
        out.text(1, response.path("description").asText());
        if (response.has("schema")) {
            out.message(2, item -> item.message(1, schema -> schema(schema, response.get("schema"))));
        }
    }

    /** ParametersItem, Parameter and then what kind it is. */
    private static void parameter(ProtobufWriter out, JsonNode parameter) {
        out.message(1, one -> {
            if (parameter.path("in").asText().equals("body")) {
                one.message(
                        1,
                        body -> body.text(1, parameter.path("description").asText())
                                .text(2, parameter.path("name").asText())
                                .text(3, "body")
                                .flag(4, parameter.path("required").asBoolean())
                                .message(5, schema -> schema(schema, parameter.path("schema"))));
            } else {
                boolean query = parameter.path("in").asText().equals("query");
                one.message(2, other -> other.message(query ? 3 : 4, p -> simple(p, parameter, query ? 1 : 0)));
            }
        });
    }

    /** @param shift query parameters have one field more before their type */
    private static void simple(ProtobufWriter out, JsonNode parameter, int shift) {
        out.flag(1, parameter.path("required").asBoolean())
                .text(2, parameter.path("in").asText())
                .text(3, parameter.path("description").asText())
                .text(4, parameter.path("name").asText())
                .text(5 + shift, parameter.path("type").asText())
                .flag(19 + shift, parameter.path("uniqueItems").asBoolean());
    }

    private static void schema(ProtobufWriter out, JsonNode schema) {
        SCHEMA_TEXTS.forEach((name, field) -> out.text(field, schema.path(name).asText()));
        SCHEMA_NUMBERS.forEach(
                (name, field) -> out.number(field, schema.path(name).asLong()));
        SCHEMA_REALS.forEach((name, field) -> out.real(field, schema.path(name).asDouble()));
        SCHEMA_FLAGS.forEach((name, field) -> out.flag(field, schema.path(name).asBoolean()));
        texts(out, 19, schema.path("required"));
        schema.path("enum").forEach(choice -> out.message(20, any -> any(any, choice)));
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isObject()) {
            out.message(21, item -> item.message(1, inner -> schema(inner, additional)));
        } else if (additional.isBoolean()) {
            out.message(21, item -> item.flag(2, additional.booleanValue()));
        }
        if (schema.path("type").isTextual()) {
            out.message(22, type -> type.element(1, schema.get("type").asText()));
        }
        if (schema.path("items").isObject()) {
            out.message(23, items -> items.message(1, inner -> schema(inner, schema.get("items"))));
        }
        if (schema.path("properties").isObject()) {
            out.message(25, properties -> named(properties, 1, schema.get("properties"), GnosticV2::schema));
        }
        extensions(out, 31, schema);
    }

    private static void texts(ProtobufWriter out, int field, JsonNode array) {
        array.forEach(text -> out.element(field, text.asText()));
    }
}
