package dev.windrose.agent.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' quantities (apimachinery, pkg/api/resource). One that does not read is empty: never zero. */
final class Quantity {
    private static final Pattern FORM = Pattern.compile(
            "([+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,2})?");
    private static final String BINARY = "KMGTPE";
    private static final String DECIMAL = "kMGTPE";

    private Quantity() {}

    static Optional<BigDecimal> read(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(form.group(1));
        String suffix = form.group(2) == null ? "" : form.group(2);
        return Optional.of(number.multiply(factor(suffix)));
    }

    private static BigDecimal factor(String suffix) {
        if (suffix.isEmpty()) {
            return BigDecimal.ONE;
        }
        if (suffix.endsWith("i")) {
            return BigDecimal.valueOf(1024).pow(BINARY.indexOf(suffix.charAt(0)) + 1);
        }
        if (suffix.length() > 1) {
            return BigDecimal.ONE.scaleByPowerOfTen(
                    Integer.parseInt(suffix.substring(1).replace("+", "")));
        }
        return switch (suffix.charAt(0)) {
            case 'n' -> BigDecimal.ONE.scaleByPowerOfTen(-9);
            case 'u' -> BigDecimal.ONE.scaleByPowerOfTen(-6);
            case 'm' -> BigDecimal.ONE.scaleByPowerOfTen(-3);
            default -> BigDecimal.ONE.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix.charAt(0)) + 1));
        };
    }

    /** A quantity as JSON writes it: text, or a number. */
    static Optional<BigDecimal> read(JsonNode quantity) {
        return quantity.isValueNode() ? read(quantity.asText()) : Optional.empty();
    }

    /** A count of devices; empty when it is none, also when it is a fraction or below zero. */
    static OptionalLong count(String text) {
        Optional<BigDecimal> value = read(text).filter(number -> number.signum() >= 0);
        try {
            return value.isPresent() ? OptionalLong.of(value.get().longValueExact()) : OptionalLong.empty();
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
