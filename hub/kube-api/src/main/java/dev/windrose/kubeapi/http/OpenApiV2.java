package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Swagger 2.0 from OpenAPI v3. What it cannot say is left out, as the real server does for custom kinds: defaults, choices
 * between types, null. Pure.
 */
final class OpenApiV2 {
    private static final List<String> UNSAYABLE = List.of("default", "nullable", "oneOf", "anyOf", "not");

    private OpenApiV2() {}

    static ObjectNode of(ObjectNode third) {
        ObjectNode swagger = Json.object().put("swagger", "2.0");
        swagger.set("info", third.get("info"));
        ObjectNode paths = swagger.putObject("paths");
        third.path("paths").properties().forEach(path -> paths.set(path.getKey(), path(path.getValue())));
        ObjectNode definitions = swagger.putObject("definitions");
        third.at("/components/schemas")
                .properties()
                .forEach(schema -> definitions.set(schema.getKey(), schema(schema.getValue())));
        swagger.set("securityDefinitions", third.at("/components/securitySchemes"));
        swagger.putArray("security").addObject().putArray("BearerToken");
        return swagger;
    }

    private static ObjectNode path(JsonNode third) {
        ObjectNode item = Json.object();
        third.properties().forEach(field -> {
            if (field.getKey().equals("parameters")) {
                item.set("parameters", parameters(field.getValue()));
            } else {
                item.set(field.getKey(), operation(field.getValue()));
            }
        });
        return item;
    }

    private static ArrayNode parameters(JsonNode third) {
        ArrayNode parameters = Json.MAPPER.createArrayNode();
        for (JsonNode parameter : third) {
            ObjectNode second = ((ObjectNode) parameter).deepCopy();
            second.setAll((ObjectNode) second.remove("schema"));
            parameters.add(second);
        }
        return parameters;
    }

    private static ObjectNode operation(JsonNode third) {
        ObjectNode operation = Json.object();
        for (String same : List.of("tags", "description", "operationId")) {
            operation.set(same, third.get(same));
        }
        JsonNode body = third.path("requestBody");
        var consumes = new LinkedHashSet<String>();
        body.path("content").fieldNames().forEachRemaining(consumes::add);
        if (consumes.remove("*/*") || consumes.isEmpty()) {
            consumes.addAll(List.of("application/json", "application/yaml"));
        }
        ArrayNode consumed = operation.putArray("consumes");
        consumes.forEach(consumed::add);
        operation.putArray("produces").add("application/json").add("application/yaml");
        operation.putArray("schemes").add("https");
        ArrayNode parameters = operation.putArray("parameters");
        if (!body.isMissingNode()) {
            ObjectNode parameter = parameters.addObject().put("name", "body").put("in", "body");
            if (body.path("required").asBoolean()) {
                parameter.put("required", true);
            }
            parameter.set(
                    "schema", schema(body.path("content").iterator().next().get("schema")));
        }
        parameters(third.path("parameters")).forEach(parameters::add);
        ObjectNode responses = operation.putObject("responses");
        third.path("responses").properties().forEach(response -> {
            ObjectNode second = responses
                    .putObject(response.getKey())
                    .put("description", response.getValue().path("description").asText());
            JsonNode schema = response.getValue().at("/content/application~1json/schema");
            if (!schema.isMissingNode()) {
                second.set("schema", schema(schema));
            }
        });
        third.properties().stream()
                .filter(field -> field.getKey().startsWith("x-"))
                .forEach(field -> operation.set(field.getKey(), field.getValue()));
        return operation;
    }

    static ObjectNode schema(JsonNode third) {
        ObjectNode schema = Json.object();
        boolean untyped = third.path("nullable").asBoolean() || third.has("oneOf") || third.has("anyOf");
        third.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            switch (name) {
                case "$ref" -> schema.put("$ref", value.asText().replace("#/components/schemas/", "#/definitions/"));
                case "allOf" -> value.forEach(part -> schema.setAll(schema(part)));
                case "properties" -> {
                    ObjectNode properties = schema.putObject("properties");
                    value.properties().forEach(p -> properties.set(p.getKey(), schema(p.getValue())));
                }
                case "items", "additionalProperties" -> schema.set(name, value.isObject() ? schema(value) : value);
                case "type" -> {
                    if (!untyped) {
                        schema.set(name, value);
                    }
                }
                default -> {
                    if (!UNSAYABLE.contains(name)) {
                        schema.set(name, value);
                    }
                }
            }
        });
        return schema;
    }
}
