package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How requests consume a capacity that several claims share (resource.k8s.io/v1, CapacityRequestPolicy): amounts are
 * rounded up to what is valid; what exceeds it cannot be had.
 *
 * @param byDefault what a request takes that does not name the capacity; empty: all of it
 * @param validValues empty, or all amounts that can be had
 * @param min empty without a valid range
 */
public record RequestPolicy(
        Optional<BigDecimal> byDefault,
        List<BigDecimal> validValues,
        Optional<BigDecimal> min,
        Optional<BigDecimal> max,
        Optional<BigDecimal> step) {
    /** No policy: any amount; a request that names none takes all. */
    public static final RequestPolicy NONE =
            new RequestPolicy(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public RequestPolicy {
        validValues = List.copyOf(validValues);
    }

    /** What a request for {@code amount} consumes; empty when it violates the policy. */
    public Optional<BigDecimal> rounded(BigDecimal amount) {
        if (!validValues.isEmpty()) {
            return validValues.stream()
                    .filter(value -> value.compareTo(amount) >= 0)
                    .min(Comparator.naturalOrder());
        }
        if (min.isEmpty()) {
            return Optional.of(amount);
        }
        BigDecimal rounded = amount.max(min.get());
        if (step.filter(s -> s.signum() > 0).isPresent()) {
            BigDecimal steps = rounded.subtract(min.get()).divide(step.get(), 0, RoundingMode.CEILING);
            rounded = min.get().add(steps.multiply(step.get()));
        }
        BigDecimal taken = rounded;
        return max.filter(most -> taken.compareTo(most) > 0).isPresent() ? Optional.empty() : Optional.of(taken);
    }

    /** What a request takes that does not name the capacity. */
    Optional<BigDecimal> taken(BigDecimal all) {
        return byDefault.isEmpty() ? Optional.of(all) : rounded(byDefault.get());
    }
}
