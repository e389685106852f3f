package dev.windrose.placement;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What one replica of a workload sends to its callers.
 *
 * @param microGib millionths of a GiB in an hour; not negative
 */
public record EgressWish(long microGib) {
    /** 100,000 GiB an hour are 240 Gbit/s. */
    private static final BigDecimal MOST_GIB = BigDecimal.valueOf(100_000);

    private static final int MICRO = 6;

    public EgressWish {
        if (microGib < 0 || microGib > MOST_GIB.movePointRight(MICRO).longValueExact()) {
            throw new IllegalArgumentException(
                    "A replica sends 0-100000 GiB in an hour, not %d millionths of one.".formatted(microGib));
        }
    }

    /**
     * The share of one replica, rounded up.
     *
     * @param gibPerHour of the whole workload, e.g. {@code 2.5}
     * @param replicas that share it evenly
     */
    public static EgressWish shared(String gibPerHour, int replicas) {
        BigDecimal gib = new BigDecimal(gibPerHour);
        if (gib.signum() < 0 || gib.compareTo(MOST_GIB) > 0) {
            throw new IllegalArgumentException("gibPerHour (%s) must be 0-100000.".formatted(gibPerHour));
        }
        return new EgressWish(gib.movePointRight(MICRO)
                .divide(BigDecimal.valueOf(Math.max(1, replicas)), 0, RoundingMode.UP)
                .longValueExact());
    }
}
