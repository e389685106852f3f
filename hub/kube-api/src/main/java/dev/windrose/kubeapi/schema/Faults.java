package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.schema.FieldError.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Words {@link FieldError}s as the real server does, and prints values as Go does. */
final class Faults {
    private Faults() {}

    static FieldError required(String path, String detail) {
        return error(path, Kind.REQUIRED, Kind.REQUIRED.text() + (detail.isEmpty() ? "" : ": " + detail));
    }

    static FieldError invalid(String path, String printed, String detail) {
        return error(path, Kind.INVALID, "%s: %s: %s".formatted(Kind.INVALID.text(), printed, detail));
    }

    static FieldError wrongType(String path, String wanted, String found) {
        return error(
                path,
                Kind.TYPE_INVALID,
                "%s: \"%s\": %s in body must be of type %s: \"%s\""
                        .formatted(Kind.TYPE_INVALID.text(), found, path, wanted, found));
    }

    static FieldError notSupported(String path, String printed, List<String> supported) {
        return error(
                path,
                Kind.NOT_SUPPORTED,
                "%s: %s: supported values: %s"
                        .formatted(Kind.NOT_SUPPORTED.text(), printed, String.join(", ", supported)));
    }

    static FieldError duplicate(String path, String printed) {
        return error(path, Kind.DUPLICATE, "%s: %s".formatted(Kind.DUPLICATE.text(), printed));
    }

    static FieldError forbidden(String path, String detail) {
        return error(path, Kind.FORBIDDEN, "%s: %s".formatted(Kind.FORBIDDEN.text(), detail));
    }

    static FieldError tooLong(String path, long limit) {
        return error(path, Kind.TOO_LONG, "%s: may not be more than %d bytes".formatted(Kind.TOO_LONG.text(), limit));
    }

    static FieldError tooMany(String path, long found, long limit) {
        return error(
                path,
                Kind.TOO_MANY,
                "%s: %d: must have at most %d items".formatted(Kind.TOO_MANY.text(), found, limit));
    }

    private static FieldError error(String path, Kind kind, String body) {
        return new FieldError(path.isEmpty() ? "<nil>" : path, kind, body);
    }

    /** A value as it stands in a message: scalars plain, null as a string, the rest in Go's syntax. */
    static String print(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> "\"null\"";
            case STRING -> GoText.quote(value.textValue());
            case NUMBER -> number(value);
            case ARRAY, OBJECT -> json(value);
            case BOOLEAN, BINARY, POJO -> value.asText();
        };
    }

    /** As Go prints it: what is no 64-bit integer is a float64. */
    static String number(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong()
                ? value.asText()
                : GoText.print(value.doubleValue());
    }

    /** Lists and maps as JSON, with sorted fields. */
    private static String json(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Faults::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value.isObject()) {
            return value.propertyStream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(field -> GoText.quote(field.getKey()) + ":" + json(field.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return value.isNull() ? "null" : print(value);
    }
}
