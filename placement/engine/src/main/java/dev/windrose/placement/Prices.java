package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What a node costs. A port: the offer book answers it. It must be a value while a plan is made: equal questions get
 * equal answers.
 */
@FunctionalInterface
public interface Prices {
    /** The price of a whole node per hour, or empty when nobody knows it; zero is not an answer for unknown. */
    Optional<Quote> quote(Key key);

    /** What is asked for. */
    record Key(String cloud, String region, Optional<String> zone, String instanceType, CapacityTier tier) {}

    /**
     * An answer.
     *
     * @param source where the number comes from, for the report
     * @param prepaid paid for whether it is used or not; only such a node may cost nothing
     * @param doubted good enough to place by, because it is the dearer of what is said, but no reason to move anything
     * @param asOf the day on which the price was known to hold; empty where nobody says
     * @param earlier what the refresh before this one said: nothing moves for what was said once; empty: it knew no price
     */
    record Quote(
            Money nodePerHour,
            String source,
            boolean prepaid,
            boolean doubted,
            Optional<LocalDate> asOf,
            Optional<Money> earlier) {
        /** A price that the refresh before knew as well. */
        public Quote(Money nodePerHour, String source, boolean prepaid, boolean doubted, Optional<LocalDate> asOf) {
            this(nodePerHour, source, prepaid, doubted, asOf, Optional.of(nodePerHour));
        }

        public Quote(Money nodePerHour, String source, boolean prepaid, boolean doubted) {
            this(nodePerHour, source, prepaid, doubted, Optional.empty());
        }

        public Quote(Money nodePerHour, String source) {
            this(nodePerHour, source, false, false, Optional.empty());
        }

        public Quote {
            if (nodePerHour.micros() < 0 || nodePerHour.micros() == 0 && !prepaid) {
                throw new IllegalArgumentException(
                        "A price of zero or less is no price (source %s). Maybe it is unknown: answer empty."
                                .formatted(source));
            }
        }

        public Quote withEarlier(Optional<Money> other) {
            return new Quote(nodePerHour, source, prepaid, doubted, asOf, other);
        }
    }

    /** Knows nothing. */
    static Prices none() {
        return _ -> Optional.empty();
    }
}
