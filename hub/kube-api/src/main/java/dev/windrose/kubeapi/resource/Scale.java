package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.schema.FieldError;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a kind keeps what {@code autoscaling/v1 Scale} shows.
 *
 * @param specReplicas path such as {@code .spec.replicas}
 * @param statusReplicas path such as {@code .status.replicas}
 * @param selector path of a selector (text or LabelSelector), or empty when there is none
 */
public record Scale(String specReplicas, String statusReplicas, String selector) {
    public static final Scale USUAL = new Scale(".spec.replicas", ".status.replicas", ".spec.selector");

    /** A Scale as a table, in the columns of the real server's printer for {@code autoscaling/v1}. */
    public static final List<PrinterColumn> COLUMNS = List.of(
            PrinterColumn.name(0),
            count("Desired", "Number of desired replicas", "/spec/replicas"),
            count("Available", "Number of actual replicas", "/status/replicas"),
            PrinterColumn.age());

    private static PrinterColumn count(String name, String description, String pointer) {
        return new PrinterColumn(
                name,
                "integer",
                "",
                description,
                0,
                (scale, _) -> scale.numberNode(scale.at(pointer).asLong()));
    }

    /** What a Scale could not show: the real server refuses it beside what the schema says. */
    List<FieldError> faults(ObjectNode object) {
        return Stream.of(specReplicas, statusReplicas)
                .flatMap(path -> JsonPath.parse(path).find(object).stream().flatMap(found -> fault(path, found)))
                .toList();
    }

    private static Stream<FieldError> fault(String path, JsonNode found) {
        if (found.isNull()) {
            return Stream.empty();
        }
        if (!found.isIntegralNumber() || !found.canConvertToLong()) {
            return Stream.of(FieldError.invalid(
                    path,
                    "0",
                    "%s accessor error: %s is of the type %s, expected int64"
                            .formatted(path, FieldError.plain(found), FieldError.goType(found))));
        }
        if (found.longValue() < 0) {
            return Stream.of(FieldError.invalid(path, found.asText(), "should be a non-negative integer"));
        }
        return found.longValue() <= Integer.MAX_VALUE
                ? Stream.empty()
                : Stream.of(FieldError.invalid(
                        path, found.asText(), "should be less than or equal to " + Integer.MAX_VALUE));
    }
}
