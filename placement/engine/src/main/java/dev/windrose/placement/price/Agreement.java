package dev.windrose.placement.price;

import dev.windrose.placement.Money;

/** When two prices of one thing say the same, and when one is a jump from the other. Exact: no floating point. */
final class Agreement {
    private Agreement() {}

    /** Whether the ratio of the two lies in [0.8, 1.25]; symmetric. */
    static boolean agree(Money one, Money other) {
        long high = Math.max(one.micros(), other.micros());
        long low = Math.min(one.micros(), other.micros());
        return Math.multiplyExact(high, 4L) <= Math.multiplyExact(low, 5L);
    }

    /** Whether one is more than twice the other, either way. */
    static boolean jump(Money one, Money other) {
        long high = Math.max(one.micros(), other.micros());
        long low = Math.min(one.micros(), other.micros());
        return high > Math.multiplyExact(low, 2L);
    }
}
