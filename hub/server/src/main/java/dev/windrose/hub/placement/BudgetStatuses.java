package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.BudgetStatus;
import dev.windrose.placement.Budget;
import dev.windrose.placement.Money;
import dev.windrose.placement.WaitingOn;
import dev.windrose.placement.WorkloadReport;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a Budget's status says. Pure. */
final class BudgetStatuses {
    private static final String TYPE = "Within";

    private BudgetStatuses() {}

    /**
     * What is taken.
     *
     * @param refused workloads that a budget keeps waiting, with the replicas that have no place
     */
    record Taken(Money cost, int unpriced, int gpus, Map<String, Integer> refused) {
        static Taken of(List<WorkloadReport> workloads, int gpus) {
            var cost = Money.ZERO;
            var unpriced = 0;
            for (var report : workloads) {
                cost = cost.plus(report.hourlyCost());
                unpriced += report.unpricedReplicas();
            }
            return new Taken(
                    cost,
                    unpriced,
                    gpus,
                    workloads.stream()
                            .filter(report -> report.waitingOn() == WaitingOn.BUDGET)
                            .collect(Collectors.toMap(
                                    WorkloadReport::name, report -> report.wanted() - report.placed())));
        }
    }

    static BudgetStatus of(Budget budget, Taken taken, long generation, JsonNode before, Instant now) {
        var over = budget.maxHourlyCost()
                        .filter(most -> taken.cost().compareTo(most) > 0)
                        .isPresent()
                || budget.maxGpus().filter(most -> taken.gpus() > most).isPresent();
        var unknown = taken.unpriced() > 0 && budget.maxHourlyCost().isPresent();
        var status = over ? "False" : unknown ? "Unknown" : "True";
        return new BudgetStatus(
                taken.cost().toString(),
                taken.gpus(),
                taken.unpriced(),
                taken.refused().values().stream().mapToInt(Integer::intValue).sum(),
                List.of(new ConditionBuilder()
                        .withType(TYPE)
                        .withStatus(status)
                        .withReason(over ? "OverCeiling" : unknown ? "PriceUnknown" : "WithinCeiling")
                        .withMessage(message(taken, over, unknown))
                        .withLastTransitionTime(since(before, status, now))
                        .withObservedGeneration(generation)
                        .build()));
    }

    private static String message(Taken taken, boolean over, boolean unknown) {
        var refused = taken.refused().isEmpty()
                ? ""
                : "waiting for room in a budget: "
                        + taken.refused().keySet().stream().sorted().collect(Collectors.joining(", "));
        var first = over
                ? "what runs is over the ceiling and stays; nothing new or dearer is let in"
                : unknown
                        ? "%d replicas have no known price, so nothing new is let in; give them one by a PriceSource"
                                .formatted(taken.unpriced())
                        : "";
        return first.isEmpty() || refused.isEmpty() ? first + refused : first + "; " + refused;
    }

    private static String since(JsonNode before, String status, Instant now) {
        for (var old : before) {
            if (old.path("type").asText().equals(TYPE)
                    && old.path("status").asText().equals(status)) {
                return old.path("lastTransitionTime").asText();
            }
        }
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
