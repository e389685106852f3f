package dev.windrose.kubeapi.schema;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The string formats that are checked; all others are annotations, as for the real server. */
final class Formats {
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final Pattern DURATION = Pattern.compile(
            "[+-]?(0|(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))*)");
    private static final Pattern WORDED_DURATION = Pattern.compile(
            "(?i)(\\d+)\\s*(ns|nano|nanosecond|us|micro|microsecond|ms|milli|millisecond|s|sec|second|m|min|minute"
                    + "|h|hr|hour|d|day|w|wk|week)s?");
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private static final Set<String> CHECKED =
            Set.of("date-time", "datetime", "date", "duration", "uuid", "ipv4", "byte");

    private Formats() {}

    /** The format if its values are checked, else null: it says nothing. */
    static @Nullable String checked(@Nullable String format) {
        return format != null && CHECKED.contains(format) ? format : null;
    }

    static boolean matches(String format, String text) {
        return switch (format) {
            case "date-time", "datetime" -> DATE_TIME.matcher(text).matches() && isInstant(text);
            case "date" -> isDate(text);
            case "duration" ->
                DURATION.matcher(text).matches()
                        || WORDED_DURATION.matcher(text).matches();
            case "uuid" -> UUID.matcher(text).matches();
            case "ipv4" -> IPV4.matcher(text).matches();
            case "byte" -> isBase64(text);
            default -> true;
        };
    }

    private static boolean isInstant(String text) {
        try {
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.toUpperCase(Locale.ROOT));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
