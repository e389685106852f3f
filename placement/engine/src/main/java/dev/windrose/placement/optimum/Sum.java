package dev.windrose.placement.optimum;

import java.math.BigInteger;

/** An exact sum of products of longs. */
final class Sum {
    private long high;
    private long low;

    void add(long value) {
        add(value, 1);
    }

    void add(long one, long other) {
        long productLow = one * other;
        long productHigh = Math.multiplyHigh(one, other);
        low += productLow;
        high += productHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
    }

    BigInteger value() {
        return BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
    }
}
