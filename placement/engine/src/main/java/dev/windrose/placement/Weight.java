package dev.windrose.placement;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What counts against a replica in a place beyond its price.
 *
 * @param toOthers what other workloads lose by it an hour; nobody pays it
 * @param distance what the way to the callers counts for; nobody pays it
 * @param millis that way, there and back, in the mean
 * @param lost the time that serves nobody when the machine is taken back; nobody pays it beyond the price
 * @param interruptions of such a machine in a thousand hours; 0 where none is taken back
 * @param egress what carrying its answers there costs
 */
record Weight(Money toOthers, Money distance, int millis, Money lost, int interruptions, Egress egress) {
    /** A place whose distance nobody knows counts as the other end of the world. */
    private static final int FARTHEST_MILLIS = 330;

    /** A tenth of a per cent of the price for each millisecond. */
    private static final int MILLIS_PER_PRICE = 1000;

    /** @param region empty: unknown */
    static Weight of(
            Money toOthers,
            PlacementPolicy policy,
            String region,
            Optional<Money> price,
            Egress egress,
            int interruptions,
            PlannerSettings settings) {
        int millis = policy.latency()
                .map(wish -> wish.mean(region, settings.latencies()).orElse(FARTHEST_MILLIS))
                .orElse(0);
        return new Weight(
                toOthers,
                price.map(each -> each.share(millis, MILLIS_PER_PRICE)).orElse(Money.ZERO),
                millis,
                price.map(each -> each.share(
                                interruptions * settings.moves().moving().toMinutes(), 1000 * 60))
                        .orElse(Money.ZERO),
                interruptions,
                egress);
    }

    /** What nobody pays. */
    Money wished() {
        return toOthers.plus(distance).plus(lost);
    }

    Money total() {
        return wished().plus(egress.counted());
    }

    /** Why a place was not taken although its price alone would do; empty when nothing counts against it. */
    String text() {
        String others = toOthers.micros() > 0
                ? "GPUs for a replica here are worth %s USD/h to other workloads beyond their price".formatted(toOthers)
                : "";
        String far =
                millis > 0 ? "%d ms from the callers in the mean count for %s USD/h".formatted(millis, distance) : "";
        String back = interruptions > 0
                ? "%s interruptions an hour count for %s USD/h".formatted(interruptions / 1000.0, lost)
                : "";
        return Stream.of(others, far, back, egress.text())
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
