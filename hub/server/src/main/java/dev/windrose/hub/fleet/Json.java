package dev.windrose.hub.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** Trees to the types of the API and back. A field that a newer hub wrote is passed over, not refused. */
public final class Json {
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    public static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s does not read as %s: %s".formatted(tree, type.getSimpleName(), e.getOriginalMessage()), e);
        }
    }

    public static ObjectNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: %s".formatted(e.getOriginalMessage()), e);
        }
    }

    /** The number in {@code metadata.resourceVersion}; 0 when there is none. */
    public static long resourceVersion(ObjectNode object) {
        return dev.windrose.kubeapi.json.Json.resourceVersion(object);
    }

    /** Equal as JSON values: 1 equals 1.0, and it does not matter whether a number was read or made. */
    public static boolean same(JsonNode a, JsonNode b) {
        return dev.windrose.kubeapi.json.Json.same(a, b);
    }
}
