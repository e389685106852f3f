package dev.windrose.kubeapi.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a write ended. Losing a race is an answer, not an exception. */
public sealed interface WriteResult {
    /**
     * The write is durable.
     *
     * @param object as stored (for a deletion: as it last was), with the new {@code metadata.resourceVersion}
     */
    record Written(ObjectNode object, long version) implements WriteResult {}

    /** The object is at another version than the writer expected. */
    record Conflict(long currentVersion) implements WriteResult {}

    record AlreadyExists() implements WriteResult {}

    record NotFound() implements WriteResult {}
}
