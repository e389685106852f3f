package dev.windrose.placement;

/**
 * What placed replicas take of a budget.
 *
 * @param cost by allocated price, of the replicas whose price is known
 * @param unpriced replicas that cost something nobody knows
 * @param gpus of all of them
 */
record Spending(Money cost, int unpriced, int gpus) {
    static final Spending NONE = new Spending(Money.ZERO, 0, 0);

    Spending plus(Spending other) {
        return new Spending(cost.plus(other.cost), unpriced + other.unpriced, gpus + other.gpus);
    }

    Spending minus(Spending other) {
        return new Spending(cost.minus(other.cost), unpriced - other.unpriced, gpus - other.gpus);
    }
}
