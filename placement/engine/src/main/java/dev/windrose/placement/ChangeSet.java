package dev.windrose.placement;

import java.util.List;

/**
 * What makes a plan out of its parent: changes in key order, at most one per row. Empty: the parent stays the target.
 *
 * @param moves what of it is done for a price: budgets of moves count it from when the plan is the target
 */
public record ChangeSet(List<Change> changes, List<Move> moves) {
    public ChangeSet {
        changes = List.copyOf(changes);
        moves = List.copyOf(moves);
    }

    /** Changes of which none is for a price. */
    public ChangeSet(List<Change> changes) {
        this(changes, List.of());
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
