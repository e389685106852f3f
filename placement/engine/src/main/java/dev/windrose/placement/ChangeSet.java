package dev.windrose.placement;

import java.util.List;

/** What makes a plan out of its parent: changes in key order, at most one per row. Empty: the parent stays the target. */
public record ChangeSet(List<Change> changes) {
    public ChangeSet {
        changes = List.copyOf(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
