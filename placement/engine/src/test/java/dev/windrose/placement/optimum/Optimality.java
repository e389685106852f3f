package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** What a plan and its proof must be beside the exact optimum. */
final class Optimality {
    private Optimality() {}

    static void check(FleetSolution.Planned planned, Oracle.Best best) {
        long[] unplaced = planned.plan().unplacedByPriority().values().stream()
                .mapToLong(Long::longValue)
                .toArray();
        int order = Arrays.compare(best.unplaced(), unplaced);
        assertThat(order).as("no plan places more than the optimum").isLessThanOrEqualTo(0);
        if (order == 0) {
            assertThat(planned.plan().totals().cost().micros()).isGreaterThanOrEqualTo(best.cost());
            assertThat(planned.certificate().cost().bound()).isLessThanOrEqualTo(best.cost());
        }
        // The first priority of which the optimum leaves less: the proof of it allows for that.
        int differs = Arrays.mismatch(best.unplaced(), unplaced);
        for (int level = 0; level < unplaced.length && (differs < 0 || level <= differs); level++) {
            int priority = planned.plan().unplacedByPriority().keySet().stream()
                    .skip(level)
                    .findFirst()
                    .orElseThrow();
            long bound = planned.certificate().coverage().stream()
                    .filter(proof -> proof.priority().orElseThrow() == priority)
                    .mapToLong(Proof::bound)
                    .findFirst()
                    .orElse(0);
            assertThat(bound).as("bound of priority %d", priority).isLessThanOrEqualTo(best.unplaced()[level]);
        }
    }
}
