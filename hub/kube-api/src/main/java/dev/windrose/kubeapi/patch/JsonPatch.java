package dev.windrose.kubeapi.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.patch.PatchException.Kind;
import java.util.ArrayList;
import java.util.List;

/** JSON patch (RFC 6902) with JSON pointers (RFC 6901): all operations or none. */
public final class JsonPatch {
    /** As many operations as a real API server takes. */
    public static final int MAX_OPERATIONS = 10_000;

    private JsonPatch() {}

    /**
     * A copy of the target with the operations applied in order.
     *
     * @throws PatchException when the patch is malformed, too long, or an operation does not fit
     */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ArrayNode operations)) {
            throw new PatchException(Kind.MALFORMED, "a JSON patch must be an array of operations");
        }
        if (operations.size() > MAX_OPERATIONS) {
            throw new PatchException(
                    Kind.TOO_LONG,
                    "The allowed maximum operations in a JSON patch is %d, got %d"
                            .formatted(MAX_OPERATIONS, operations.size()));
        }
        JsonNode result = target.deepCopy();
        for (JsonNode operation : operations) {
            result = step(result, operation);
        }
        return result;
    }

    private static JsonNode step(JsonNode root, JsonNode operation) {
        String op = field(operation, "op");
        List<String> path = pointer(field(operation, "path"));
        return switch (op) {
            case "add" -> add(root, path, value(operation));
            case "remove" -> remove(root, path);
            case "replace" -> replace(root, path, value(operation));
            case "copy" ->
                add(root, path, find(root, pointer(field(operation, "from"))).deepCopy());
            case "move" -> move(root, pointer(field(operation, "from")), path);
            case "test" -> test(root, path, value(operation));
            default -> throw new PatchException(Kind.UNFIT, "unexpected kind of operation: \"%s\"".formatted(op));
        };
    }

    /** In an object, also what is not there: RFC 6902 refuses that, the real server does not. */
    private static JsonNode replace(JsonNode root, List<String> path, JsonNode value) {
        boolean inArray = !path.isEmpty() && find(root, path.subList(0, path.size() - 1)) instanceof ArrayNode;
        return add(inArray ? remove(root, path) : root, path, value);
    }

    private static String field(JsonNode operation, String name) {
        JsonNode value = operation.path(name);
        if (!value.isTextual()) {
            throw new PatchException(
                    Kind.MALFORMED, "operation %s lacks the text field \"%s\"".formatted(operation, name));
        }
        return value.textValue();
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw new PatchException(Kind.MALFORMED, "operation %s lacks \"value\"".formatted(operation));
        }
        return operation.get("value").deepCopy();
    }

    private static List<String> pointer(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        if (text.charAt(0) != '/') {
            throw new PatchException(Kind.MALFORMED, "path \"%s\" must start with \"/\"".formatted(text));
        }
        var tokens = new ArrayList<String>();
        for (String token : text.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return tokens;
    }

    private static JsonNode find(JsonNode root, List<String> path) {
        JsonNode at = root;
        for (String token : path) {
            at = switch (at) {
                case ObjectNode object when object.has(token) -> object.get(token);
                case ArrayNode array -> array.get(index(array, token, array.size() - 1));
                default -> throw missing(path);
            };
        }
        return at;
    }

    private static PatchException missing(List<String> path) {
        return new PatchException(Kind.UNFIT, "path does not exist: /" + String.join("/", path));
    }

    private static int index(ArrayNode array, String token, int greatest) {
        if (!token.matches("0|[1-9][0-9]{0,8}")) {
            throw new PatchException(Kind.UNFIT, "\"%s\" is no array index".formatted(token));
        }
        int index = Integer.parseInt(token);
        if (index > greatest) {
            throw new PatchException(
                    Kind.UNFIT, "index %d is out of bounds of an array of %d".formatted(index, array.size()));
        }
        return index;
    }

    private static JsonNode add(JsonNode root, List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            return value;
        }
        String last = path.getLast();
        switch (find(root, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(index(array, last, array.size()), value);
            default -> throw missing(path);
        }
        return root;
    }

    private static JsonNode remove(JsonNode root, List<String> path) {
        if (path.isEmpty()) {
            throw new PatchException(Kind.UNFIT, "the whole document cannot be removed");
        }
        String last = path.getLast();
        switch (find(root, path.subList(0, path.size() - 1))) {
            case ObjectNode object when object.has(last) -> object.remove(last);
            case ArrayNode array -> array.remove(index(array, last, array.size() - 1));
            default -> throw missing(path);
        }
        return root;
    }

    private static JsonNode move(JsonNode root, List<String> from, List<String> to) {
        if (to.size() > from.size() && to.subList(0, from.size()).equals(from)) {
            throw new PatchException(Kind.UNFIT, "a value cannot be moved into itself");
        }
        JsonNode value = find(root, from);
        return from.equals(to) ? root : add(remove(root, from), to, value);
    }

    private static JsonNode test(JsonNode root, List<String> path, JsonNode value) {
        if (!Json.same(find(root, path), value)) {
            throw new PatchException(Kind.UNFIT, "testing path /%s value failed".formatted(String.join("/", path)));
        }
        return root;
    }
}
