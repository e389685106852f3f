package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a write did.
 *
 * @param object as it is now (after a deletion: as it last was); callers must not change it
 * @param warnings for people; a client prints them
 */
public record Outcome(Kind kind, ObjectNode object, List<String> warnings) {
    /** DELETING: finalizers hold it; it goes when the last one is removed. UNCHANGED: nothing was written. */
    public enum Kind {
        CREATED,
        UPDATED,
        UNCHANGED,
        DELETING,
        DELETED
    }

    public Outcome {
        warnings = List.copyOf(warnings);
    }
}
