package dev.windrose.kubeapi.cel;

import dev.windrose.kubeapi.schema.Schema;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code fieldPath} of a rule, as it is told: fields after dots, keys of maps in brackets. */
final class FieldPaths {
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");

    private FieldPaths() {}

    /** @throws IllegalArgumentException when the schema has no such field: whoever wrote the rule did it */
    static String told(Schema schema, String fieldPath) {
        var told = new StringBuilder();
        Matcher steps = STEP.matcher(fieldPath);
        Schema at = schema;
        int end = 0;
        while (end < fieldPath.length()) {
            if (!steps.find(end) || steps.start() != end) {
                throw fault(fieldPath, "is no path of .fields and ['keys']");
            }
            String name =
                    steps.group(1) != null ? steps.group(1) : steps.group(2).replaceAll("\\\\(.)", "$1");
            boolean field = !at.properties().isEmpty();
            if (field && !at.declares(name) || !field && at.additional().isEmpty()) {
                throw fault(fieldPath, "does not refer to a field");
            }
            told.append(field ? "." + name : "[" + name + "]");
            at = at.field(name);
            end = steps.end();
        }
        return told.toString();
    }

    private static IllegalArgumentException fault(String fieldPath, String what) {
        return new IllegalArgumentException(
                "fieldPath (%s) %s. Maybe the field was renamed.".formatted(fieldPath, what));
    }
}
