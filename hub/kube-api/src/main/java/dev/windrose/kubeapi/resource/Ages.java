package dev.windrose.kubeapi.resource;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Durations as people read them in {@code kubectl get}: two units at most, coarser the older (k8s duration.HumanDuration). */
public final class Ages {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private Ages() {}

    /** The age of an RFC 3339 timestamp; {@code <invalid>} when it is none. */
    public static String since(String timestamp, Instant now) {
        try {
            return human(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeException e) {
            return "<invalid>";
        }
    }

    public static String human(Duration duration) {
        long s = duration.toSeconds();
        if (s < -1) {
            return "<invalid>";
        } else if (s < 0) {
            return "0s";
        } else if (s < 2 * MINUTE) {
            return s + "s";
        } else if (s < 10 * MINUTE) {
            return two(s, MINUTE, "m", 1, "s");
        } else if (s < 3 * HOUR) {
            return s / MINUTE + "m";
        } else if (s < 8 * HOUR) {
            return two(s, HOUR, "h", MINUTE, "m");
        } else if (s < 2 * DAY) {
            return s / HOUR + "h";
        } else if (s < 8 * DAY) {
            return two(s, DAY, "d", HOUR, "h");
        } else if (s < 2 * YEAR) {
            return s / DAY + "d";
        } else if (s < 8 * YEAR) {
            return two(s, YEAR, "y", DAY, "d");
        }
        return s / YEAR + "y";
    }

    private static String two(long seconds, long big, String bigUnit, long small, String smallUnit) {
        long rest = seconds % big / small;
        return rest == 0 ? seconds / big + bigUnit : seconds / big + bigUnit + rest + smallUnit;
    }
}
