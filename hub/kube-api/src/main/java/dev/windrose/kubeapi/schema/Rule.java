package dev.windrose.kubeapi.schema;

import static java.util.Objects.requireNonNull;

/**
 * One entry of {@code x-kubernetes-validations}: a condition in CEL on the value that the schema describes.
 *
 * @param rule true when the value is sound; {@code self} is the value, {@code oldSelf} what it was
 * @param message for people; empty when there is none
 * @param messageExpression CEL that makes the message, or empty
 * @param reason a status cause's reason, e.g. {@code FieldValueRequired}; empty: FieldValueInvalid
 * @param fieldPath the field below the value that is at fault, e.g. {@code .image}; empty: the value itself
 * @param optionalOldSelf {@code oldSelf} is an optional, and the rule also holds when there was no value before
 */
public record Rule(
        String rule,
        String message,
        String messageExpression,
        String reason,
        String fieldPath,
        boolean optionalOldSelf) {
    public Rule {
        requireNonNull(rule, "rule is null");
        requireNonNull(message, "message is null");
        requireNonNull(messageExpression, "messageExpression is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(fieldPath, "fieldPath is null");
    }
}
