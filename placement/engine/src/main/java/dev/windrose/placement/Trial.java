package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.Optional;

/**
 * After a stock-out's time is over, one workload may try whether there are nodes again, and the others wait for what comes
 * of it. Shared by all groups of nodes that the stock-out concerns.
 */
final class Trial {
    private Optional<WorkloadUid> tester = Optional.empty();

    /** Whether the workload may try; the first who does is the one. */
    boolean admits(WorkloadUid workload) {
        return tester.isEmpty() || tester.get().equals(workload);
    }

    void begin(WorkloadUid workload) {
        tester = Optional.of(workload);
    }
}
