package dev.windrose.placement;

import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.List;
import java.util.Map;

/**
 * What moves for a price are judged by beside prices: the latest of them, and what staying has cost.
 *
 * @param ledger moves that were made
 * @param staying by workload, as the newest {@linkplain WorkloadReport#stays report} of it has it
 */
public record Calm(MoveLedger ledger, Map<WorkloadUid, List<Staying>> staying) {
    public static final Calm NONE = new Calm(MoveLedger.EMPTY, Map.of());

    public Calm {
        staying = Map.copyOf(staying);
    }

    List<Staying> of(WorkloadUid workload) {
        return staying.getOrDefault(workload, List.of());
    }
}
