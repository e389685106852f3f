package dev.windrose.placement;

import dev.windrose.placement.LatencyWish.Caller;
import dev.windrose.placement.egress.EgressPrices;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What it costs to carry a replica's answers to the callers from some place. It is paid, but not for GPUs: budgets and ceilings
 * know nothing of it.
 *
 * @param counted an hour, in comparisons: where nobody knows the price, by the dearest that is known
 * @param unknown why nobody knows what it costs, and what to do; empty: it costs what is counted
 */
public record Egress(Money counted, Optional<String> unknown) {
    /** Of a workload that says nothing of what it sends. */
    public static final Egress NONE = new Egress(Money.ZERO, Optional.empty());

    private static final long MICRO = 1_000_000;
    private static final List<Caller> ANYBODY = List.of(new Caller(EgressPrices.INTERNET, 1));

    /** @param region where the replica is; empty: unknown */
    static Egress of(PlacementPolicy policy, String region, EgressPrices prices) {
        return policy.egress().isEmpty()
                ? NONE
                : of(
                        policy.egress().get(),
                        policy.latency().map(LatencyWish::callers).orElse(ANYBODY),
                        region,
                        prices);
    }

    private static Egress of(EgressWish wish, List<Caller> callers, String region, EgressPrices prices) {
        long sum = 0;
        long weights = 0;
        Optional<String> unknown = Optional.empty();
        for (Caller caller : callers) {
            OptionalLong price = prices.perGib(region, caller.region());
            sum += caller.weight() * price.orElse(prices.dearest());
            weights += caller.weight();
            if (price.isEmpty() && unknown.isEmpty()) {
                unknown = Optional.of(
                        "nobody knows what it costs to carry answers from %s to %s. Maybe write it into the hub's egress file"
                                .formatted(region.isEmpty() ? "an unknown region" : region, caller.region()));
            }
        }
        long perGib = Math.ceilDiv(sum, weights);
        return new Egress(Money.ofMicros(Math.ceilDiv(wish.microGib() * perGib, MICRO)), unknown);
    }

    /** Empty: nobody knows. */
    public Optional<Money> known() {
        return unknown.isEmpty() ? Optional.of(counted) : Optional.empty();
    }

    /** For the report; empty when it costs nothing. */
    String text() {
        return unknown.map(why -> why + "; it counts like the dearest known price, %s USD/h".formatted(counted))
                .orElseGet(() -> counted.micros() > 0
                        ? "carrying its answers to the callers costs %s USD/h".formatted(counted)
                        : "");
    }
}
