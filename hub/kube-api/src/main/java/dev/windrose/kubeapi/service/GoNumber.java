package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.status.Failures;
import java.util.regex.Pattern;

/** Numbers in requests, read as Go's {@code strconv} reads them, and refused in its words. */
public final class GoNumber {
    private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");

    private GoNumber() {}

    /** @throws dev.windrose.kubeapi.status.ApiException 400 when it is no 64-bit number */
    public static long parseInt(String text) {
        if (!DIGITS.matcher(text).matches()) {
            throw refused(text, "invalid syntax");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw refused(text, "value out of range");
        }
    }

    static boolean isLong(String text) {
        try {
            Long.parseLong(text);
            return DIGITS.matcher(text).matches();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static RuntimeException refused(String text, String why) {
        return Failures.badRequest("strconv.ParseInt: parsing %s: %s".formatted(GoText.quote(text), why));
    }
}
