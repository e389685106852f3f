package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.Digest;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a live object through the desired one: keeps of the live object only the fields that the desired one names.
 * What defaulting, controllers and other managers added falls away, so that what is left differs only when somebody
 * changed what is ours.
 *
 * <p>Elements of lists that Kubernetes merges by key (containers by name, ports by number …) are matched by that key; other
 * lists are atomic and kept whole. The keys are those of the {@code x-kubernetes-list-map-keys} in the API server's
 * OpenAPI document for the kinds that workloads consist of.
 */
final class Projection {
    private static final List<String> MERGE_KEYS =
            List.of("name", "containerPort", "port", "mountPath", "devicePath", "topologyKey", "key", "uid", "ip");

    private Projection() {}

    /** The live object reduced to the shape of {@code desired}; a field that is not there is {@code MissingNode}. */
    static JsonNode of(JsonNode live, JsonNode desired) {
        if (desired instanceof ObjectNode wanted) {
            return live instanceof ObjectNode there ? ofObject(there, wanted) : live;
        }
        if (desired instanceof ArrayNode wanted) {
            return live instanceof ArrayNode there ? ofArray(there, wanted) : live;
        }
        return live;
    }

    /** The digest of what is left, as hexadecimal digits. */
    static String digest(JsonNode live, JsonNode desired) {
        return Digest.of(of(live, desired).toString()).hex();
    }

    /** Whether nothing that {@code desired} names was changed. */
    static boolean covers(JsonNode live, JsonNode desired) {
        return same(of(live, desired), desired);
    }

    private static ObjectNode ofObject(ObjectNode live, ObjectNode desired) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        desired.properties().forEach(field -> {
            JsonNode value = live.path(field.getKey());
            if (!value.isMissingNode()) {
                kept.set(field.getKey(), of(value, field.getValue()));
            }
        });
        return kept;
    }

    private static JsonNode ofArray(ArrayNode live, ArrayNode desired) {
        Optional<String> key = mergeKey(desired);
        if (key.isEmpty()) {
            return live;
        }
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode wanted : desired) {
            JsonNode found = element(live, key.get(), wanted.path(key.get()));
            if (!found.isMissingNode()) {
                kept.add(of(found, wanted));
            }
        }
        return kept;
    }

    private static Optional<String> mergeKey(ArrayNode desired) {
        if (desired.isEmpty()) {
            return Optional.empty();
        }
        return MERGE_KEYS.stream()
                .filter(key -> desired.valueStream().allMatch(element -> element.has(key))
                        && desired.valueStream()
                                        .map(element -> element.get(key))
                                        .distinct()
                                        .count()
                                == desired.size())
                .findFirst();
    }

    private static JsonNode element(ArrayNode live, String key, JsonNode value) {
        return live.valueStream()
                .filter(element -> same(element.path(key), value))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static boolean same(JsonNode live, JsonNode desired) {
        if (desired instanceof ObjectNode wanted) {
            return isAbsent(live)
                    ? wanted.isEmpty()
                    : wanted.properties().stream().allMatch(field -> same(live.path(field.getKey()), field.getValue()));
        }
        if (desired instanceof ArrayNode wanted) {
            if (isAbsent(live)) {
                return wanted.isEmpty();
            }
            if (live.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!same(live.get(i), wanted.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (isAbsent(live)) {
            return isZero(desired);
        }
        return desired.isNumber() && live.isNumber()
                ? desired.decimalValue().compareTo(live.decimalValue()) == 0
                : desired.equals(live);
    }

    private static boolean isAbsent(JsonNode live) {
        return live.isMissingNode() || live.isNull();
    }

    /** The API server leaves out what says nothing: null, false, "" and, where it is not a pointer, 0. */
    private static boolean isZero(JsonNode desired) {
        return desired.isNull()
                || (desired.isBoolean() && !desired.booleanValue())
                || (desired.isTextual() && desired.textValue().isEmpty())
                || (desired.isNumber() && desired.decimalValue().signum() == 0);
    }
}
