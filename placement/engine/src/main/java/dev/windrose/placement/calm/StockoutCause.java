package dev.windrose.placement.calm;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a cloud did not give a machine. The first four are remembered; the others say nothing of what there is, and a
 * person or a pause mends them.
 */
public enum StockoutCause {
    /** None are there now. */
    CAPACITY(Duration.ofMinutes(5), Duration.ofMinutes(60)),
    /** None are there now for an interruptible machine. */
    SPOT_CAPACITY(Duration.ofMinutes(15), Duration.ofMinutes(60)),
    /** The account may not have more: somebody must ask for it. */
    QUOTA(Duration.ofHours(1), Duration.ofHours(1)),
    /** Not sold in this place at all. */
    OFFER(Duration.ofHours(23), Duration.ofHours(23)),
    AUTH,
    THROTTLE,
    NETWORK,
    /** A code that is not known: it is not taken for a lack of machines. */
    UNKNOWN;

    /** @param first for how long it is believed, and {@code most} once it repeats itself */
    private record Belief(Duration first, Duration most) {}

    private final Optional<Belief> belief;

    StockoutCause() {
        this.belief = Optional.empty();
    }

    StockoutCause(Duration first, Duration most) {
        this.belief = Optional.of(new Belief(first, most));
    }

    /** Whether it tells of machines that are lacking. */
    public boolean remembered() {
        return belief.isPresent();
    }

    /** Whether a person has to do something. */
    public boolean needsPerson() {
        return this == QUOTA || this == AUTH || this == OFFER;
    }

    /** For how long the {@code strike}-th refusal in a row is believed, doubling from 1 on; zero when it is not remembered. */
    Duration pause(int strike) {
        return belief.map(each -> {
                    Duration pause = each.first();
                    for (int i = 1; i < strike && pause.compareTo(each.most()) < 0; i++) {
                        pause = pause.multipliedBy(2);
                    }
                    return pause.compareTo(each.most()) > 0 ? each.most() : pause;
                })
                .orElse(Duration.ZERO);
    }
}
