package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of budgets. What runs is never stopped: a row allows at least what its classes have now. */
final class BudgetRows {
    private final ModelBuilder builder;
    private final FleetProblem fleet;
    private final Map<String, Integer> spend = new HashMap<>();
    private final Map<String, Integer> quota = new HashMap<>();

    BudgetRows(ModelBuilder builder) {
        this.builder = builder;
        this.fleet = builder.fleet;
    }

    void add() {
        for (Budget budget : fleet.budgets()) {
            if (budget.hourly().isPresent()) {
                Money ceiling = budget.hourly().get();
                long limit = Math.max(ceiling.micros(), used(budget, true));
                spend.put(budget.id(), builder.rows.add(new RowName.Spend(budget.id()), limit));
            }
            if (budget.gpus().isPresent()) {
                long limit = Math.max(budget.gpus().get(), used(budget, false));
                quota.put(budget.id(), builder.rows.add(new RowName.Quota(budget.id()), limit));
            }
        }
        for (WorkloadClass each : fleet.classes()) {
            List<String> of = fleet.budgets().stream()
                    .filter(budget -> budget.classes().contains(each.id()))
                    .map(Budget::id)
                    .toList();
            builder.rows.budgets(rows(of, spend), rows(of, quota));
        }
    }

    private static int[] rows(List<String> budgets, Map<String, Integer> known) {
        return budgets.stream().filter(known::containsKey).mapToInt(known::get).toArray();
    }

    private long used(Budget budget, boolean money) {
        long used = 0;
        for (int w = 0; w < fleet.classes().size(); w++) {
            WorkloadClass each = fleet.classes().get(w);
            if (!each.present().isEmpty() && budget.classes().contains(each.id())) {
                for (int column = builder.start[w]; column < builder.start[w + 1]; column++) {
                    FleetOption place = fleet.options().get(builder.option.get(column));
                    long replicas = each.present().getOrDefault(place.key(), 0);
                    used += replicas
                            * builder.gpus.get(column)
                            * (money ? place.allocated().micros() : 1);
                }
            }
        }
        return used;
    }
}
