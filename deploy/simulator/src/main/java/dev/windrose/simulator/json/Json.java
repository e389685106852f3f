package dev.windrose.simulator.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reading and building JSON trees without ceremony. Reading never fails: what is absent is empty. */
public final class Json {
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** An object from JSON text that this program wrote itself. */
    public static ObjectNode parse(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    public static JsonNode at(JsonNode node, String... path) {
        JsonNode found = node;
        for (String field : path) {
            found = found.path(field);
        }
        return found.isNull() ? MissingNode.getInstance() : found;
    }

    public static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    public static int integer(JsonNode node, int otherwise, String... path) {
        return at(node, path).asInt(otherwise);
    }

    /** The object at a field, made when it is missing or null. */
    public static ObjectNode child(ObjectNode node, String field) {
        return node.path(field) instanceof ObjectNode found ? found : node.putObject(field);
    }

    public static ObjectNode child(ObjectNode node, String field, String next) {
        return child(child(node, field), next);
    }

    public static Map<String, String> strings(JsonNode node) {
        Map<String, String> found = new LinkedHashMap<>();
        node.properties().forEach(e -> found.put(e.getKey(), e.getValue().asText("")));
        return found;
    }

    public static ObjectNode of(Map<String, String> entries) {
        ObjectNode made = object();
        entries.forEach(made::put);
        return made;
    }
}
