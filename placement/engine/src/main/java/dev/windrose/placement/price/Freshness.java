package dev.windrose.placement.price;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** How old a price is, by the limits of its class of source. */
public enum Freshness {
    FRESH,
    /** A feed's price that was not confirmed for more than {@link #WARN_AFTER}: used, and shown with a warning. */
    AGING,
    /** Beyond its limit: unknown to the planner, hence no reason to place or to move anything. */
    TOO_OLD;

    public static final Duration WARN_AFTER = Duration.ofHours(24);
    public static final Duration FEED_LIMIT = Duration.ofHours(72);

    /**
     * Judges one price.
     *
     * @param readAt when the source last said so. A reading from the future means that a clock was wrong, so that its age is
     *     uncertain by that much: it counts as that old
     */
    public static Freshness of(SourceClass source, Offer offer, Instant readAt, Instant now) {
        return switch (source) {
            case BOOK, STATED, CATALOGUE -> offer.isStale(LocalDate.ofInstant(now, ZoneOffset.UTC)) ? TOO_OLD : FRESH;
            case FEED -> {
                var age = Duration.between(readAt, now).abs();
                yield age.compareTo(FEED_LIMIT) > 0 ? TOO_OLD : age.compareTo(WARN_AFTER) > 0 ? AGING : FRESH;
            }
        };
    }
}
