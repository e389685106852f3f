package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;

/**
 * How a class runs in a place. Values are checked by {@link ProblemCheck}.
 *
 * @param gpus of one replica
 * @param throughput of one replica, as a multiple of what the class counts its replicas in; kept to the thousandth, rounded down
 * @param penalty what an hour of one replica there costs beside its GPUs: egress, or latency as far as it is a wish
 */
public record Fit(int gpus, double throughput, Money penalty) {
    public static Fit of(int gpus) {
        return new Fit(gpus, 1, Money.ZERO);
    }
}
