package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the replicas of a fleet go.
 *
 * @param placements in order
 * @param unplaced what is missing by class, in thousandths of a replica; classes that lack nothing are left out
 * @param unplacedByPriority the same by priority, every priority there is
 * @param solver what the linear programme was solved by
 * @param truncated a clock ended the search: the same problem may give another plan next time
 */
public record FleetPlan(
        List<Placement> placements,
        SortedMap<String, Long> unplaced,
        SortedMap<Integer, Long> unplacedByPriority,
        Totals totals,
        String solver,
        boolean truncated) {
    /**
     * Sums over all placements.
     *
     * @param marginal what the GPUs add to the bill in an hour
     * @param penalties of egress and latency
     * @param moves what is left costs
     * @param allocated what budgets count; not in {@link #cost}
     */
    public record Totals(long replicas, long gpus, Money marginal, Money penalties, Money moves, Money allocated) {
        /** What is made small. */
        public Money cost() {
            return marginal.plus(penalties).plus(moves);
        }
    }

    public FleetPlan {
        placements = List.copyOf(placements);
        unplaced = Collections.unmodifiableSortedMap(new TreeMap<>(unplaced));
        unplacedByPriority = Collections.unmodifiableSortedMap(new TreeMap<>(unplacedByPriority));
    }

    /** SHA-256 of the placements, a line {@code class|place|replicas} for each, and of the cost in millionths. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        placements.forEach(each -> text.append(each.workloads())
                .append('|')
                .append(each.option().text())
                .append('|')
                .append(each.replicas())
                .append('\n'));
        text.append(totals.cost().micros());
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
