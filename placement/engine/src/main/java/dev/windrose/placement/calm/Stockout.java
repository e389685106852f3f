package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A refusal that is remembered.
 *
 * @param cause of the last refusal
 * @param strikes refusals in a row
 * @param at when it was last refused
 * @param until when it may be tried again, by one
 * @param probe who tries it now
 */
public record Stockout(StockoutCause cause, int strikes, Instant at, Instant until, Optional<Probe> probe) {
    /** Longer than any launch takes: one that has not come back by then is not waited for. */
    static final Duration PROBE = Duration.ofMinutes(10);

    /** The one workload that may try, and until when it is waited for. */
    public record Probe(String workload, Instant until) {}

    public Stockout {
        if (!cause.remembered() || strikes < 1) {
            throw new IllegalArgumentException("%s, %d times, is no stock-out.".formatted(cause, strikes));
        }
    }

    static Stockout first(StockoutCause cause, Instant now) {
        return refused(cause, 1, now);
    }

    private static Stockout refused(StockoutCause cause, int strikes, Instant now) {
        return new Stockout(cause, strikes, now, now.plus(cause.pause(strikes)), Optional.empty());
    }

    /**
     * Refused again. What was refused while it was known to be out is old news that several heard at once: it lengthens
     * nothing, unless it tells of a longer lack.
     */
    Stockout again(StockoutCause now, Instant at, Optional<String> workload) {
        boolean tried = probe.isPresent()
                && (workload.isEmpty() || probe.get().workload().equals(workload.get()));
        if (tried || !at.isBefore(until) || at.isBefore(this.at)) {
            return refused(now, now == cause ? strikes + 1 : 1, at);
        }
        Stockout fresh = refused(now, now == cause ? strikes : 1, at);
        return fresh.cause() != cause && fresh.until().isAfter(until) ? fresh : this;
    }

    /** Whether the try under way is the workload's; one that nobody is named for may be anybody's. */
    boolean isTriedBy(Optional<String> workload) {
        return probe.filter(each -> workload.isEmpty() || each.workload().equals(workload.get()))
                .isPresent();
    }

    /** Nobody may try yet. */
    boolean closed(Instant now) {
        return within(now, until, cause.pause(strikes));
    }

    /** Somebody else is trying. */
    boolean triedByAnother(String workload, Instant now) {
        return probe.filter(each -> !each.workload().equals(workload) && within(now, each.until(), PROBE))
                .isPresent();
    }

    /**
     * Whether an end is still to come. One that lies further ahead than it was ever set is of a clock that has gone back
     * since: then nobody knows, and a try is the way to find out.
     */
    private static boolean within(Instant now, Instant end, Duration span) {
        return now.isBefore(end) && !end.isAfter(now.plus(span.multipliedBy(2)));
    }

    Stockout probed(String workload, Instant now) {
        return new Stockout(cause, strikes, at, until, Optional.of(new Probe(workload, now.plus(PROBE))));
    }
}
