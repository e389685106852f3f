package dev.windrose.placement;

import java.util.List;

/** One row's change. It applies only if all its preconditions hold. */
public sealed interface Change {
    AssignmentKey key();

    List<Precondition> preconditions();

    /** Why, for people. */
    String reason();

    /** Writes the row; its version is the expected one plus one. */
    record Upsert(Assignment row, List<Precondition> preconditions, String reason) implements Change {
        public Upsert {
            preconditions = List.copyOf(preconditions);
        }

        @Override
        public AssignmentKey key() {
            return row.key();
        }
    }

    /** Deletes the row. */
    record Remove(AssignmentKey key, List<Precondition> preconditions, String reason) implements Change {
        public Remove {
            preconditions = List.copyOf(preconditions);
        }
    }
}
