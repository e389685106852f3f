package dev.windrose.kubeapi.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.windrose.kubeapi.schema.FieldError;
import dev.windrose.kubeapi.schema.FieldError.Kind;
import dev.windrose.kubeapi.schema.Rule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is ready to run, and how its failure is told.
 *
 * @param fieldPath what is added to the value's path, as it is told
 * @param message makes the message; null when the rule's own text is it
 */
record CompiledRule(Rule rule, String fieldPath, Engine.Expression condition, Engine.@Nullable Expression message) {
    /** The real server's bound for a message that was made. */
    private static final int LONGEST_MESSAGE = 5 * 1024;

    private static final Pattern MISSING_KEY = Pattern.compile("key '(.*)' is not present in map");

    /** Whether there is anything to compare with: a rule that asks for the old value is skipped where there is none. */
    boolean applies(@Nullable Object old) {
        return old != null || rule.optionalOldSelf() || !condition.usesOldSelf();
    }

    /** What is wrong with the value; empty when the rule holds. */
    Optional<FieldError> check(String type, String path, Object self, @Nullable Object old) {
        var variables = new HashMap<String, Object>();
        variables.put(Engine.SELF, self);
        if (rule.optionalOldSelf()) {
            variables.put(Engine.OLD_SELF, Optional.ofNullable(old));
        } else if (old != null) {
            variables.put(Engine.OLD_SELF, old);
        }
        try {
            return condition.program().eval(variables) instanceof Boolean holds && holds
                    ? Optional.empty()
                    : Optional.of(failed(type, path, variables));
        } catch (CelEvaluationException e) {
            return Optional.of(invalid(path, type, broken(e)));
        }
    }

    private FieldError failed(String type, String path, Map<String, Object> variables) {
        String at = path + fieldPath;
        String detail = made(variables)
                .orElseGet(() -> rule.message().isEmpty() ? "failed rule: " + rule.rule() : rule.message());
        return switch (rule.reason()) {
            case "FieldValueRequired" -> new FieldError(shown(at), Kind.REQUIRED, "Required value: " + detail);
            case "FieldValueForbidden" -> new FieldError(shown(at), Kind.FORBIDDEN, "Forbidden: " + detail);
            case "FieldValueDuplicate" ->
                new FieldError(shown(at), Kind.DUPLICATE, "Duplicate value: \"%s\"".formatted(type));
            default -> invalid(at, type, detail);
        };
    }

    static FieldError invalid(String path, String type, String detail) {
        return new FieldError(shown(path), Kind.INVALID, "Invalid value: \"%s\": %s".formatted(type, detail));
    }

    private static String shown(String path) {
        String plain = path.startsWith(".") ? path.substring(1) : path;
        return plain.isEmpty() ? "<nil>" : plain;
    }

    /** A message that cannot be made, or is none, gives way to the one that is written down. */
    private Optional<String> made(Map<String, Object> variables) {
        if (message == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(String.valueOf(message.program().eval(variables)).strip())
                    .filter(text -> !text.isEmpty() && text.length() <= LONGEST_MESSAGE && !text.contains("\n"));
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    /** A rule that could not be evaluated: the failures that people meet, in the words of the real server. */
    private String broken(CelEvaluationException e) {
        String shown = rule.message().isEmpty() ? rule.rule() : rule.message();
        return switch (e.getErrorCode()) {
            case OVERLOAD_NOT_FOUND ->
                "'no such overload': call arguments did not match a supported operator, function or macro signature for rule: "
                        + shown;
            case ITERATION_BUDGET_EXCEEDED ->
                "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: "
                        + shown;
            case ATTRIBUTE_NOT_FOUND -> {
                Matcher key = MISSING_KEY.matcher(String.valueOf(e.getMessage()));
                yield "no such key: %s evaluating rule: %s".formatted(key.find() ? key.group(1) : "", shown);
            }
            case DIVIDE_BY_ZERO -> "division by zero evaluating rule: " + shown;
            case NUMERIC_OVERFLOW -> "integer overflow evaluating rule: " + shown;
            default -> "%s evaluating rule: %s".formatted(innermost(e), shown);
        };
    }

    private static String innermost(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage()).replaceFirst("^evaluation error( at <input>:\\d+)?: ", "");
    }
}
