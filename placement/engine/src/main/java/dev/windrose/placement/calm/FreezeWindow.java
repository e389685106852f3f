package dev.windrose.placement.calm;

import java.time.Instant;

/**
 * A time in which nothing moves for a price.
 *
 * @param from when it begins
 * @param until when it is over; at this instant moves are allowed again
 * @param why for people
 */
public record FreezeWindow(Instant from, Instant until, String why) {
    public FreezeWindow {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "A freeze from %s until %s is none. Maybe they are swapped.".formatted(from, until));
        }
    }

    boolean holds(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }
}
