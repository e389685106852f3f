package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.JsonPath;
import java.time.Instant;

/**
 * One column of {@code kubectl get}.
 *
 * @param type OpenAPI type: string, integer, number, boolean or date (dates print as ages)
 * @param priority 0 shows always, greater only with {@code -o wide}
 */
public record PrinterColumn(String name, String type, String format, String description, int priority, Cell cell) {
    /** Renders a cell: a scalar, or null when there is nothing to show. Pure. */
    @FunctionalInterface
    public interface Cell {
        JsonNode render(ObjectNode object, Instant now);
    }

    /** A column that shows what is at a JSONPath as CRDs have it, e.g. {@code .status.conditions[?(@.type=="Ready")].status}. */
    public static PrinterColumn path(String name, String type, String path, int priority) {
        JsonPath compiled = JsonPath.parse(path);
        boolean date = type.equals("date");
        return new PrinterColumn(
                name,
                type,
                "",
                "Custom resource definition column (in JSONPath format): " + path,
                priority,
                (object, now) -> date ? age(compiled, object, now) : scalar(compiled, object));
    }

    /** A column whose cells are computed. */
    public static PrinterColumn of(String name, String type, int priority, Cell cell) {
        return new PrinterColumn(name, type, "", name, priority, cell);
    }

    /** A column of computed text. */
    public static PrinterColumn text(String name, int priority, java.util.function.Function<ObjectNode, String> cell) {
        return of(name, "string", priority, (object, _) -> JsonNodeFactory.instance.textNode(cell.apply(object)));
    }

    /** The name of the object. */
    static PrinterColumn name(int priority) {
        return new PrinterColumn(
                "Name",
                "string",
                "name",
                "Name must be unique within a namespace.",
                priority,
                (object, _) -> object.path("metadata").path("name"));
    }

    /** The age of the object, as every kind shows it. */
    public static PrinterColumn age() {
        return path("Age", "date", ".metadata.creationTimestamp", 0);
    }

    private static JsonNode scalar(JsonPath path, ObjectNode object) {
        var found = path.find(object);
        if (found.isEmpty() || found.getFirst().isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (found.size() == 1 && found.getFirst().isValueNode()) {
            return found.getFirst();
        }
        return JsonNodeFactory.instance.textNode(found.stream()
                .map(node -> node.isValueNode() ? node.asText() : node.toString())
                .collect(java.util.stream.Collectors.joining(",")));
    }

    private static JsonNode age(JsonPath path, ObjectNode object, Instant now) {
        var found = path.find(object);
        // What is not there yet is an empty cell, as a real server's tables have it.
        if (found.isEmpty() || found.getFirst().isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (!found.getFirst().isTextual()) {
            return JsonNodeFactory.instance.textNode("<unknown>");
        }
        return JsonNodeFactory.instance.textNode(Ages.since(found.getFirst().textValue(), now));
    }
}
