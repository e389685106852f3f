package dev.windrose.hub.access;

import dev.windrose.kubeapi.status.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Ends that people set, or leave to the hub. Pure. */
final class Moments {
    private Moments() {}

    /** A moment that may be used, or why not. */
    sealed interface End {
        record At(Instant instant) implements End {
            String text() {
                return instant.truncatedTo(ChronoUnit.SECONDS).toString();
            }
        }

        record Refused(List<Cause> causes) implements End {}
    }

    /**
     * @param given RFC 3339; empty: the usual time from now
     * @param longest from now
     */
    static End end(String field, String given, Instant now, Duration usual, Duration longest) {
        if (given.isEmpty()) {
            return new End.At(now.plus(usual.compareTo(longest) < 0 ? usual : longest));
        }
        Instant end;
        try {
            end = Instant.parse(given);
        } catch (DateTimeParseException _) {
            return refused(field, given, "there is no such instant; write it like 2030-01-31T12:00:00Z");
        }
        if (!end.isAfter(now)) {
            return refused(field, given, "it is over already");
        }
        if (end.isAfter(now.plus(longest))) {
            return refused(field, given, "at most %s from now: until %s".formatted(longest, now.plus(longest)));
        }
        return new End.At(end);
    }

    private static End refused(String field, String given, String why) {
        return new End.Refused(List.of(Cause.invalid(field, given, why)));
    }
}
