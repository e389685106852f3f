package dev.windrose.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Make-before-break. A row that has more replicas than it is to keep holds on to ready ones until as many replicas as are
 * wanted are ready where they shall stay. This needs no memory of a move: the rows and what is observed of them say it.
 */
final class Handover {
    private Handover() {}

    /** Replicas that each row keeps now, at least its target; what is silent keeps what its target says. */
    static Map<AssignmentKey, Integer> keep(int wanted, List<Row> rows, Map<AssignmentKey, Integer> targets) {
        int ready = 0;
        for (Row row : rows) {
            ready += Math.min(row.knownReady(), targets.getOrDefault(row.key(), 0));
        }
        int missing = Math.max(0, wanted - ready);
        Map<AssignmentKey, Integer> keep = new HashMap<>(targets);
        for (Row row : rows.stream().sorted(Comparator.comparing(Row::key)).toList()) {
            int target = targets.getOrDefault(row.key(), 0);
            int surplus = Math.min(row.replicas(), row.maybeReady()) - target;
            int held = row.draining() || row.gone() ? 0 : Math.clamp(surplus, 0, missing);
            if (held > 0) {
                keep.put(row.key(), target + held);
                missing -= held;
            }
        }
        return keep;
    }
}
