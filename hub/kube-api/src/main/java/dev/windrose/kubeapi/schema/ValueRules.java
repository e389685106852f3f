package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.schema.Schema.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a schema says about one value by itself: its type, range, length, pattern, format and choices. */
final class ValueRules {
    /** Beyond, a float64 does not hold every whole number (2^53 - 1). */
    private static final BigDecimal MOST_EXACT = BigDecimal.valueOf(9_007_199_254_740_991L);

    private ValueRules() {}

    static Optional<FieldError> typeFault(Schema schema, JsonNode value, String path) {
        String wanted = wanted(schema.type());
        String format = Formats.checked(schema.limits().format());
        if (value.isNull()) {
            return wanted.isEmpty() || schema.nullable()
                    ? Optional.empty()
                    : Optional.of(Faults.wrongType(path, wanted, "null"));
        }
        if (fits(schema.type(), value)) {
            return Optional.empty();
        }
        if (format == null) {
            return Optional.of(Faults.wrongType(path, wanted, typeOf(value)));
        }
        // The real validator looks at the format of a value before its type, and lets formatted strings and lists pass.
        boolean textOrList = value.isTextual() || value.isArray();
        boolean numeric = schema.type() == Type.INTEGER || schema.type() == Type.NUMBER;
        if (textOrList && !numeric) {
            return Optional.empty();
        }
        return Optional.of(
                textOrList
                        ? Faults.wrongType(path, wanted, typeOf(value))
                        : Faults.wrongType(path, format, formatOf(value)));
    }

    static Optional<FieldError> enumFault(Schema schema, JsonNode value, String path) {
        List<JsonNode> choices = schema.limits().enumeration();
        if (choices.isEmpty() || choices.stream().anyMatch(choice -> JsonValues.equal(choice, value))) {
            return Optional.empty();
        }
        List<String> supported = choices.stream()
                .map(c -> GoText.quote(c.isTextual() ? c.textValue() : c.toString()))
                .toList();
        return Optional.of(Faults.notSupported(path, Faults.print(value), supported));
    }

    static List<FieldError> faults(Schema schema, JsonNode value, String path) {
        List<FieldError> errors = new ArrayList<>();
        Limits limits = schema.limits();
        if (value.isTextual()) {
            textFault(limits, value.textValue(), path).ifPresent(errors::add);
            if (limits.format() != null && !Formats.matches(limits.format(), value.textValue())) {
                errors.add(formatFault(limits.format(), value.textValue(), path));
            }
        } else if (value.isNumber()) {
            numberFaults(limits, value, path, errors);
        }
        return errors;
    }

    private static FieldError formatFault(String format, String text, String path) {
        String quoted = GoText.quote(text);
        return new FieldError(
                path,
                FieldError.Kind.TYPE_INVALID,
                "Invalid value: %s: %s in body must be of type %s: %s".formatted(quoted, path, format, quoted));
    }

    /** The first fault only, as the real validator stops there. */
    private static Optional<FieldError> textFault(Limits limits, String text, String path) {
        long length = text.codePointCount(0, text.length());
        Limits.Bounds bounds = limits.length();
        if (bounds.greatest() != null && length > bounds.greatest()) {
            return Optional.of(Faults.tooLong(path, bounds.greatest()));
        }
        if (bounds.least() != null && length < bounds.least()) {
            return Optional.of(Faults.invalid(
                    path,
                    GoText.quote(text),
                    "%s in body should be at least %d chars long".formatted(path, bounds.least())));
        }
        if (limits.pattern() != null && !limits.pattern().matcher(text).find()) {
            return Optional.of(Faults.invalid(
                    path,
                    GoText.quote(text),
                    "%s in body should match '%s'"
                            .formatted(path, limits.pattern().pattern())));
        }
        return Optional.empty();
    }

    /** The real validator compares integers with limits that it cuts to integers, and all else as float64. */
    private static void numberFaults(Limits limits, JsonNode value, String path, List<FieldError> errors) {
        boolean integer = value.isIntegralNumber() && value.canConvertToLong();
        BigDecimal number = value.decimalValue();
        String printed = Faults.number(value);
        BigDecimal factor = limits.multipleOf();
        if (factor != null && factor.signum() > 0 && number.remainder(factor).signum() != 0) {
            errors.add(Faults.invalid(
                    path, printed, "%s in body should be a multiple of %s".formatted(path, limit(factor, integer))));
        }
        BigDecimal least = cut(limits.minimum(), integer);
        if (least != null && beyond(number, least, limits.exclusiveMinimum(), -1)) {
            String than = limits.exclusiveMinimum() ? "greater than" : "greater than or equal to";
            errors.add(Faults.invalid(
                    path, printed, "%s in body should be %s %s".formatted(path, than, limit(least, integer))));
        }
        BigDecimal greatest = cut(limits.maximum(), integer);
        if (greatest != null && beyond(number, greatest, limits.exclusiveMaximum(), 1)) {
            String than = limits.exclusiveMaximum() ? "less than" : "less than or equal to";
            errors.add(Faults.invalid(
                    path, printed, "%s in body should be %s %s".formatted(path, than, limit(greatest, integer))));
        }
    }

    private static @Nullable BigDecimal cut(@Nullable BigDecimal limit, boolean integer) {
        return limit == null || !integer ? limit : limit.setScale(0, RoundingMode.DOWN);
    }

    private static boolean beyond(BigDecimal number, BigDecimal limit, boolean exclusive, int direction) {
        int side = number.compareTo(limit) * direction;
        return side > 0 || (exclusive && side == 0);
    }

    /** As an int64 beside one, as a float64 otherwise; a fraction beside an integer is only ever a factor. */
    private static String limit(BigDecimal limit, boolean integer) {
        boolean whole = limit.stripTrailingZeros().scale() <= 0;
        return integer && whole
                ? limit.setScale(0, RoundingMode.DOWN).toPlainString()
                : GoText.print(limit.doubleValue());
    }

    private static boolean fits(Type type, JsonNode value) {
        return switch (type) {
            case ANY -> true;
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isTextual();
            case INTEGER -> isWhole(value);
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isTextual() || isWhole(value);
        };
    }

    /** What JSON readers of Go take for an integer: one of 64 bits, or a float that holds a whole number exactly. */
    private static boolean isWhole(JsonNode value) {
        if (!value.isNumber()) {
            return false;
        }
        return value.isIntegralNumber() && value.canConvertToLong()
                || value.decimalValue().abs().compareTo(MOST_EXACT) <= 0
                        && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static String wanted(Type type) {
        return switch (type) {
            case ANY -> "";
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case INTEGER -> "integer";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case INT_OR_STRING -> "integer,string";
        };
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "integer" : "number";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
    }

    private static String formatOf(JsonNode value) {
        if (!value.isNumber()) {
            return "";
        }
        return value.isIntegralNumber() && value.canConvertToLong() ? "int64" : "double";
    }
}
