package dev.windrose.kubeapi.schema;

import static java.util.Objects.requireNonNull;

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

    /** Field and body, as the message of a status joins them. */
    public String message() {
        return path + ": " + body;
    }

    @Override
    public String toString() {
        return message();
    }
}
