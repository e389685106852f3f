package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of an apply. */
public sealed interface ApplyOutcome {
    /**
     * Merged.
     *
     * @param object with its {@code metadata.managedFields}; not yet pruned, defaulted or validated
     * @param changed whether anything differs from the live object; when not, there is nothing to write
     */
    record Applied(ObjectNode object, boolean changed) implements ApplyOutcome {}

    /**
     * Others own fields with other values: 409, reason {@code Conflict}, message {@link #message()}, and one status cause for
     * each conflict.
     */
    record Conflicts(List<Conflict> conflicts) implements ApplyOutcome {
        public Conflicts {
            conflicts = List.copyOf(conflicts);
            if (conflicts.isEmpty()) {
                throw new IllegalArgumentException("Conflicts without a conflict");
            }
        }

        /** The message of the real server: one line for one conflict, grouped by manager for more. */
        public String message() {
            if (conflicts.size() == 1) {
                Conflict only = conflicts.getFirst();
                return "Apply failed with 1 conflict: %s: %s".formatted(only.message(), only.field());
            }
            Map<String, List<String>> byManager = new TreeMap<>();
            conflicts.forEach(c -> byManager
                    .computeIfAbsent(c.printedManager(), _ -> new ArrayList<>())
                    .add(c.field()));
            List<String> lines = new ArrayList<>();
            new LinkedHashMap<>(byManager).forEach((manager, fields) -> {
                lines.add("conflicts with %s:".formatted(manager));
                fields.forEach(field -> lines.add("- " + field));
            });
            return "Apply failed with %d conflicts: %s".formatted(conflicts.size(), String.join("\n", lines));
        }
    }

    /** The applied object does not fit its schema, or breaks a rule of apply: 400, with this message. */
    record Invalid(String message) implements ApplyOutcome {}
}
