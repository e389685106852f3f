package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.time.Instant;
import java.util.Optional;

/** Keeps {@code metadata.managedFields} true while objects are created, updated and patched. */
public final class ManagedFields {
    private ManagedFields() {}

    /**
     * Notes that a manager wrote an object by create, update or patch: what changed is now its own, and no longer another's.
     *
     * @param before the stored object with its managedFields; empty on create
     * @param after what is about to be stored (after defaulting and after the subresource's rules); if it carries
     *     managedFields they are taken as the client's wish ({@code []} or {@code [{}]} forgets all), except through a
     *     subresource
     * @param manager the field manager; for callers that name none, the first part of the user agent
     * @return a copy of {@code after} with its managedFields; times are kept where nothing changed
     */
    public static ObjectNode onUpdate(
            Schema schema,
            Optional<ObjectNode> before,
            ObjectNode after,
            String manager,
            Instant now,
            Optional<String> subresource) {
        return after.deepCopy();
    }

    /** Why the managedFields that a client sent cannot be read; empty when they can, or when there are none. */
    public static Optional<String> faultIn(ObjectNode object) {
        return Optional.empty();
    }

    /** A copy of the object without its managedFields. */
    public static ObjectNode strip(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return copy;
    }
}
