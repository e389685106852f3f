package dev.windrose.kubeapi.status;

/**
 * One cause of a refusal.
 *
 * @param reason e.g. {@code FieldValueInvalid}, {@code FieldManagerConflict}
 * @param field dotted path, empty when the cause is no field
 */
public record Cause(String reason, String message, String field) {
    public static Cause required(String field, String detail) {
        return new Cause("FieldValueRequired", "Required value" + (detail.isEmpty() ? "" : ": " + detail), field);
    }

    public static Cause invalid(String field, Object value, String detail) {
        String shown = value instanceof CharSequence text ? "\"" + text + "\"" : String.valueOf(value);
        return new Cause("FieldValueInvalid", "Invalid value: %s: %s".formatted(shown, detail), field);
    }

    public static Cause forbidden(String field, String detail) {
        return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
    }

    /** As it stands in the message of an Invalid status. */
    String inMessage() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
