package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What holds an object back from being removed. Pure. */
final class Finalizers {
    private Finalizers() {}

    static boolean deleting(ObjectNode object) {
        return !Json.text(object, "metadata", "deletionTimestamp").isEmpty();
    }

    static boolean any(ObjectNode object) {
        return !object.path("metadata").path("finalizers").isEmpty()
                || !object.path("spec").path("finalizers").isEmpty() && Namespaces.is(object);
    }

    /** Whether nothing holds the object any longer. */
    static boolean released(ObjectNode object) {
        return deleting(object) && !any(object);
    }

    /** Marked for removal, to go when the last finalizer does. */
    static ObjectNode marked(ResourceDescriptor resource, ObjectNode live, Instant now) {
        ObjectNode next = live.deepCopy();
        ObjectNode metadata = Json.metadata(next);
        metadata.put("deletionTimestamp", Preparation.timestamp(now));
        metadata.put("deletionGracePeriodSeconds", 0);
        if (resource.tracksGeneration()) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        if (Namespaces.is(live)) {
            Json.child(next, "status").put("phase", "Terminating");
        }
        return next;
    }

    /** An object that is being removed takes no new finalizers. */
    static Optional<Cause> faults(ObjectNode before, ObjectNode after) {
        if (!deleting(before)) {
            return Optional.empty();
        }
        List<String> old = Json.strings(before.path("metadata").path("finalizers"));
        List<String> added = Json.strings(after.path("metadata").path("finalizers")).stream()
                .filter(finalizer -> !old.contains(finalizer))
                .toList();
        return added.isEmpty()
                ? Optional.empty()
                : Optional.of(Cause.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{%s}"
                                .formatted(String.join(
                                        ", ",
                                        added.stream().map(f -> "\"" + f + "\"").toList()))));
    }
}
