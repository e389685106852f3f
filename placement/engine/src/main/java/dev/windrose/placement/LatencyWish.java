package dev.windrose.placement;

import dev.windrose.placement.latency.Latencies;
import dev.windrose.placement.latency.RoundTrip;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the callers are.
 *
 * @param callers at least one; each of another region
 * @param maxMillis a cluster must be so near to one of them; empty: no limit, nearer is only better
 */
public record LatencyWish(List<Caller> callers, Optional<Integer> maxMillis) {
    /**
     * Callers in one region.
     *
     * @param region a cloud's name of it
     * @param weight how many of all callers, in relation to the others; 1-1000
     */
    public record Caller(String region, int weight) {
        public Caller {
            if (region.isBlank()) {
                throw new IllegalArgumentException("The region of a caller must be named.");
            }
            if (weight < 1 || weight > 1000) {
                throw new IllegalArgumentException("weight (%d) of a caller must be 1-1000.".formatted(weight));
            }
        }
    }

    public LatencyWish {
        callers = List.copyOf(callers);
        if (callers.isEmpty()) {
            throw new IllegalArgumentException("A wish for latency must name the region of a caller.");
        }
        if (callers.stream().map(Caller::region).distinct().count() != callers.size()) {
            throw new IllegalArgumentException("Each region of callers must be named once.");
        }
        if (maxMillis.isPresent() && maxMillis.get() < 1) {
            throw new IllegalArgumentException("maxMillis (%d) must be at least 1.".formatted(maxMillis.get()));
        }
    }

    /** What speaks against a cluster in that region, if anything does. */
    Optional<Rejection> judge(String region, Latencies latencies) {
        if (maxMillis.isEmpty()) {
            return Optional.empty();
        }
        Optional<RoundTrip> nearest = callers.stream()
                .flatMap(caller -> latencies.between(caller.region(), region).stream())
                .min(Comparator.comparingInt(RoundTrip::millis));
        String where = region.isEmpty() ? "the cluster's region is unknown" : "region " + region;
        if (nearest.isEmpty()) {
            return Optional.of(new Rejection(
                    Reason.LATENCY_UNKNOWN,
                    where + ": nobody knows how far it is from " + regions() + ", and at most " + maxMillis.get()
                            + " ms are allowed. Maybe name it in the hub's latency file"));
        }
        return nearest.get().millis() <= maxMillis.get()
                ? Optional.empty()
                : Optional.of(new Rejection(
                        Reason.LATENCY_TOO_LONG,
                        where + " is " + nearest.get().text() + " from the nearest of " + regions() + ", at most "
                                + maxMillis.get() + " ms are allowed"));
    }

    /** The weighted mean of the callers' round trips in milliseconds; empty when one of them is not known. */
    OptionalInt mean(String region, Latencies latencies) {
        long sum = 0;
        long weights = 0;
        for (Caller caller : callers) {
            Optional<RoundTrip> trip = latencies.between(caller.region(), region);
            if (trip.isEmpty()) {
                return OptionalInt.empty();
            }
            sum += (long) caller.weight() * trip.get().millis();
            weights += caller.weight();
        }
        return OptionalInt.of(Math.toIntExact(Math.ceilDiv(sum, weights)));
    }

    private String regions() {
        return String.join(", ", callers.stream().map(Caller::region).toList());
    }
}
