package dev.windrose.placement.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * How many devices an instance carries, as an exact fraction in lowest terms: clouds sell an eighth of an L4 and a
 * sixth of an A10, and a price list writes the latter as {@code 0.1667}.
 *
 * @param numerator 1 to 1,000
 * @param denominator 1 to 16
 */
public record DeviceCount(int numerator, int denominator) {
    private static final int MOST = 1_000;
    private static final int FINEST = 16;
    /** Price lists round to four decimals at most; 0.0005 tells 1/6 from 2/11 and still takes 0.167. */
    private static final BigDecimal ROUNDING = new BigDecimal("0.0005");

    public DeviceCount {
        if (numerator < 1 || numerator > MOST || denominator < 1 || denominator > FINEST) {
            throw new IllegalArgumentException(
                    "A device count of %d/%d is out of bounds: 1 to %d devices, no share finer than 1/%d."
                            .formatted(numerator, denominator, MOST, FINEST));
        }
        int common = BigInteger.valueOf(numerator)
                .gcd(BigInteger.valueOf(denominator))
                .intValueExact();
        numerator /= common;
        denominator /= common;
    }

    /** That many whole devices. */
    public static DeviceCount of(int devices) {
        return new DeviceCount(devices, 1);
    }

    /** Reads {@code 8}, {@code 8.0}, {@code 1/6} or {@code 0.1667}; empty when it is no such count. */
    public static Optional<DeviceCount> parse(String text) {
        var trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        try {
            if (slash > 0) {
                return bounded(
                        Integer.parseInt(trimmed.substring(0, slash)), Integer.parseInt(trimmed.substring(slash + 1)));
            }
            return trimmed.length() > FINEST ? Optional.empty() : nearest(new BigDecimal(trimmed));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<DeviceCount> nearest(BigDecimal value) {
        if (value.signum() <= 0 || value.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            return Optional.empty();
        }
        for (int parts = 1; parts <= FINEST; parts++) {
            var scaled = value.multiply(BigDecimal.valueOf(parts));
            int whole = scaled.setScale(0, java.math.RoundingMode.HALF_UP).intValueExact();
            var error = scaled.subtract(BigDecimal.valueOf(whole)).abs();
            if (whole > 0 && error.compareTo(ROUNDING.multiply(BigDecimal.valueOf(parts))) < 0) {
                return bounded(whole, parts);
            }
        }
        return Optional.empty();
    }

    private static Optional<DeviceCount> bounded(int numerator, int denominator) {
        boolean inBounds = numerator >= 1 && numerator <= MOST && denominator >= 1 && denominator <= FINEST;
        return inBounds ? Optional.of(new DeviceCount(numerator, denominator)) : Optional.empty();
    }

    /** Whether no device is shared with another instance. */
    public boolean isWhole() {
        return denominator == 1;
    }

    /** {@code 8}, or {@code 1/6} for a share. */
    @Override
    public String toString() {
        return isWhole() ? Integer.toString(numerator) : numerator + "/" + denominator;
    }
}
