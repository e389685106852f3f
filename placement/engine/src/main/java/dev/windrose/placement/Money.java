package dev.windrose.placement;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount of US dollars per hour, counted in micro-dollars, so that sums of thousands of prices lose nothing
 * and equal inputs give equal plans. May be negative (a saving). Arithmetic that leaves the range of a long throws
 * {@link ArithmeticException}: a wrapped price would look cheap.
 *
 * @param micros millionths of a US dollar per hour
 */
public record Money(long micros) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);

    private static final int SCALE = 6;

    /** The amount of the given millionths of a US dollar per hour. */
    public static Money ofMicros(long micros) {
        return new Money(micros);
    }

    /** The amount nearest to the given US dollars per hour, half a micro-dollar rounding up. */
    public static Money ofDollars(BigDecimal dollars) {
        return new Money(
                dollars.movePointRight(SCALE).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** Parses plain US dollars per hour, such as {@code 3.06}. */
    public static Money parse(String dollars) {
        try {
            return ofDollars(new BigDecimal(dollars.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an amount of US dollars. Write digits with a decimal point, such as 3.06."
                            .formatted(dollars),
                    e);
        }
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(micros, other.micros));
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(micros, other.micros));
    }

    public Money times(long factor) {
        return new Money(Math.multiplyExact(micros, factor));
    }

    /** This amount's share {@code part / whole}, rounded up: a share is never shown cheaper than it is. */
    public Money share(long part, long whole) {
        if (whole <= 0 || part < 0) {
            throw new IllegalArgumentException(
                    "A share of %d of %d makes no sense: the whole must be positive.".formatted(part, whole));
        }
        return new Money(Math.ceilDiv(Math.multiplyExact(micros, part), whole));
    }

    /** Exact US dollars per hour. */
    public BigDecimal dollars() {
        return BigDecimal.valueOf(micros, SCALE);
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(micros, other.micros);
    }

    /** Plain dollars without trailing zeros, at least two decimals: {@code 3.06}. */
    @Override
    public String toString() {
        var plain = dollars().stripTrailingZeros();
        return (plain.scale() < 2 ? plain.setScale(2, RoundingMode.UNNECESSARY) : plain).toPlainString();
    }
}
