package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Instant;

/**
 * An InferenceWorkload as it is stored: the typed spec for deciding, the tree for writing status.
 *
 * @param deleting it has a deletion timestamp: its assignments go, then it does
 */
public record WorkloadObject(
        WorkloadUid uid,
        String namespace,
        String name,
        long generation,
        Instant createdAt,
        boolean deleting,
        InferenceWorkloadSpec spec,
        ObjectNode tree) {

    /** The API validated the object before it was stored, so a field that does not fit is a bug. */
    public static WorkloadObject of(ObjectNode tree) {
        JsonNode metadata = tree.path("metadata");
        return new WorkloadObject(
                new WorkloadUid(metadata.path("uid").asText()),
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("generation").asLong(1),
                Instant.parse(metadata.path("creationTimestamp").asText()),
                metadata.hasNonNull("deletionTimestamp"),
                Json.read(tree.path("spec"), InferenceWorkloadSpec.class),
                tree);
    }

    /** The tree is of this very object, and its spec is the one that was read. */
    boolean sameSpecAs(ObjectNode other) {
        JsonNode metadata = other.path("metadata");
        return metadata.path("uid").asText().equals(uid.value())
                && metadata.path("generation").asLong(1) == generation;
    }

    /** The same spec with what else changed. */
    WorkloadObject withTree(ObjectNode other) {
        return new WorkloadObject(
                uid,
                namespace,
                name,
                generation,
                createdAt,
                other.path("metadata").hasNonNull("deletionTimestamp"),
                spec,
                other);
    }
}
