package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Prints text and values as Go does in the messages of the real server. */
public final class GoText {
    private GoText() {}

    /** In double quotes, escaped as {@code %q} does for what occurs in names and values. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> escape(out, c));
        return out.append('"').toString();
    }

    /** A value in a path: strings quoted, all else plain. */
    public static String print(JsonNode value) {
        return value.isTextual() ? quote(value.textValue()) : value.toString();
    }

    /** A float64 in its shortest form, with an exponent from 1e6 on and below 1e-4 ({@code %v}). */
    static String print(double number) {
        if (number == 0) {
            return "0";
        }
        var shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        return "%s%s%se%s%02d"
                .formatted(
                        number < 0 ? "-" : "",
                        digits.charAt(0),
                        digits.length() > 1 ? "." + digits.substring(1) : "",
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }

    private static void escape(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20 || c == 0x7f) {
                    out.append("\\x%02x".formatted(c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }
}
