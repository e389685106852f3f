package dev.windrose.kubeapi.schema;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One fault of an object, told as kube-apiserver tells it ({@code k8s.io/apimachinery/pkg/util/validation/field}).
 *
 * @param path the field, e.g. {@code spec.containers[0].name}; {@code <nil>} for the object itself, as the real one prints
 * @param kind what is wrong
 * @param body the message without the field, e.g. {@code Required value}; this is a status cause's {@code message}
 */
public record FieldError(String path, Kind kind, String body) {
    public FieldError {
        requireNonNull(path, "path is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(body, "body is null");
    }

    /** What is wrong with a field; {@link #reason()} is a status cause's {@code reason}. */
    public enum Kind {
        REQUIRED("FieldValueRequired", "Required value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many");

        private final String reason;
        private final String text;

        Kind(String reason, String text) {
            this.reason = reason;
            this.text = text;
        }

        public String reason() {
            return reason;
        }

        String text() {
            return text;
        }
    }

    /** An invalid value, printed as given. */
    public static FieldError invalid(String path, String printed, String detail) {
        return Faults.invalid(path, printed, detail);
    }

    /** A value as Go's {@code %v} prints it. */
    public static String plain(JsonNode value) {
        return value.isTextual() ? value.textValue() : Faults.print(value);
    }

    /** The type that Go's JSON reader gives a value. */
    public static String goType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "int64" : "float64";
            case OBJECT -> "map[string]interface {}";
            case ARRAY -> "[]interface {}";
            case NULL, MISSING, BINARY, POJO -> "<nil>";
        };
    }

    /** Field and body, as the message of a status joins them. */
    public String message() {
        return path + ": " + body;
    }

    @Override
    public String toString() {
        return message();
    }
}
