package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The wire form of a field set: an object per step, named {@code f:<field>}, {@code k:<keys>}, {@code v:<value>} or {@code
 * i:<index>}; an empty object is a path of the set, and {@code .} marks a path that has others below it.
 */
final class FieldsV1 {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SELF = ".";

    private FieldsV1() {}

    static ObjectNode encode(FieldSet set) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        set.nodes().forEach((element, node) -> {
            ObjectNode child = JsonNodeFactory.instance.objectNode();
            if (node.member() && !node.below().isEmpty()) {
                child.putObject(SELF);
            }
            child.setAll(encode(node.below()));
            out.set(name(element), child);
        });
        return out;
    }

    static Optional<FieldSet> decode(ObjectNode fields) {
        TreeMap<PathElement, FieldSet.Node> nodes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : fields.properties()) {
            if (SELF.equals(entry.getKey())) {
                continue;
            }
            Optional<Optional<PathElement>> element = element(entry.getKey());
            if (element.isEmpty() || !(entry.getValue() instanceof ObjectNode child)) {
                return Optional.empty();
            }
            Optional<FieldSet> below = decode(child);
            if (below.isEmpty()) {
                return Optional.empty();
            }
            boolean member = child.has(SELF) || below.get().isEmpty();
            element.get().ifPresent(e -> nodes.put(e, new FieldSet.Node(member, below.get())));
        }
        return Optional.of(new FieldSet(nodes));
    }

    private static String name(PathElement element) {
        return switch (element) {
            case PathElement.Field(String name) -> "f:" + name;
            case PathElement.Key(SortedMap<String, JsonNode> fields) -> "k:" + text(fields);
            case PathElement.Value(JsonNode value) -> "v:" + text(value);
            case PathElement.Index(int index) -> "i:" + index;
        };
    }

    /** Outer empty: no path element. Inner empty: of a kind that a newer server knows. */
    private static Optional<Optional<PathElement>> element(String name) {
        if (name.length() < 2 || name.charAt(1) != ':') {
            return Optional.empty();
        }
        String content = name.substring(2);
        return switch (name.charAt(0)) {
            case 'f' -> Optional.of(Optional.of(new PathElement.Field(content)));
            case 'k' -> key(content).map(Optional::of);
            case 'v' -> read(content).map(v -> Optional.of(new PathElement.Value(v)));
            case 'i' -> index(content).map(Optional::of);
            default -> Optional.of(Optional.empty());
        };
    }

    private static Optional<PathElement> key(String content) {
        return read(content).filter(v -> v.isObject() && !v.isEmpty()).map(v -> {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            v.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
            return new PathElement.Key(fields);
        });
    }

    private static Optional<PathElement> index(String content) {
        return content.matches("\\d{1,9}")
                ? Optional.of(new PathElement.Index(Integer.parseInt(content)))
                : Optional.empty();
    }

    private static Optional<JsonNode> read(String json) {
        try {
            JsonNode value = JSON.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(json);
            return Optional.ofNullable(value).filter(v -> !v.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Compact JSON; {@code <}, {@code >} and {@code &} escaped as Go does, so that sets of both sides read the same. */
    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON tree (%s) could not be written".formatted(value), e);
        }
    }
}
