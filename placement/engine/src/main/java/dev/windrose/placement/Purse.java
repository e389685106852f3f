package dev.windrose.placement;

import java.util.List;
import java.util.Optional;

/**
 * What one workload finds of its namespace's budgets.
 *
 * @param budgets of the namespace, by name
 * @param others what the other workloads of the namespace spend; not reckoned where there is no budget
 */
record Purse(List<Budget> budgets, Spending others) {
    /** Where no budget is, nothing is refused. */
    static final Purse UNLIMITED = new Purse(List.of(), Spending.NONE);

    Purse {
        budgets = List.copyOf(budgets);
    }

    /**
     * Why one more replica is refused; empty when every budget allows it. A cost ceiling refuses as long as something in
     * the namespace has no known price: what is unknown is never taken for free.
     *
     * @param own what the workload spends without it
     * @param price of the replica
     */
    Optional<Rejection> refuses(Spending own, Optional<Money> price, int gpus) {
        Spending spent = others.plus(own);
        return budgets.stream()
                .flatMap(budget -> refuses(budget, spent, price, gpus).stream())
                .findFirst();
    }

    private static Optional<Rejection> refuses(Budget budget, Spending spent, Optional<Money> price, int gpus) {
        if (budget.maxGpus().filter(most -> spent.gpus() + gpus > most).isPresent()) {
            return Optional.of(new Rejection(
                    Reason.BUDGET,
                    "budget %s allows %d GPUs, %d are taken and one more replica needs %d: raise spec.maxGpus, or scale something down"
                            .formatted(budget.text(), budget.maxGpus().get(), spent.gpus(), gpus)));
        }
        if (budget.maxHourlyCost().isEmpty()) {
            return Optional.empty();
        }
        if (spent.unpriced() > 0 || price.isEmpty()) {
            return Optional.of(new Rejection(
                    Reason.BUDGET,
                    "budget %s cannot be checked: %d replicas of the namespace have no known price; give them one by a PriceSource"
                            .formatted(budget.text(), spent.unpriced() + (price.isEmpty() ? 1 : 0))));
        }
        Money most = budget.maxHourlyCost().get();
        Money after = spent.cost().plus(price.get());
        return after.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of(new Rejection(
                        Reason.BUDGET,
                        "budget %s allows %s USD/h, %s are spent and one more replica costs %s: raise spec.maxHourlyCost, or scale something down"
                                .formatted(budget.text(), most, spent.cost(), price.get())));
    }
}
