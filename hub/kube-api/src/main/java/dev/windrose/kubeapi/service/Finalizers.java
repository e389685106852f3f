package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.DeleteOptions.Propagation;
import dev.windrose.kubeapi.status.Cause;
import java.time.Instant;
import java.util.ArrayList;
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

    /** The owner waits for those it owns to be orphaned. */
    static final String ORPHAN = "orphan";

    /** The owner waits for those it owns to go first. */
    static final String FOREGROUND = "foregroundDeletion";

    static boolean has(ObjectNode object, String finalizer) {
        return object.path("metadata")
                .path("finalizers")
                .valueStream()
                .anyMatch(held -> held.asText().equals(finalizer));
    }

    /**
     * The finalizers of an object that is to be deleted in this way: those of garbage collection as asked for, or as they
     * are when nothing was asked for; the rest stays.
     */
    static List<String> forDeletion(ObjectNode live, Optional<Propagation> asked) {
        boolean orphan = asked.map(Propagation.ORPHAN::equals).orElseGet(() -> has(live, ORPHAN));
        boolean foreground = asked.map(Propagation.FOREGROUND::equals).orElseGet(() -> has(live, FOREGROUND));
        var next = new ArrayList<>(Json.strings(live.path("metadata").path("finalizers")));
        next.removeIf(finalizer -> finalizer.equals(ORPHAN) || finalizer.equals(FOREGROUND));
        if (orphan) {
            next.add(ORPHAN);
        }
        if (foreground) {
            next.add(FOREGROUND);
        }
        return next;
    }

    /** Marked for removal under these finalizers, to go when the last of them does; marked once, whatever comes later. */
    static ObjectNode marked(ResourceDescriptor resource, ObjectNode live, List<String> finalizers, Instant now) {
        ObjectNode next = with(live, finalizers);
        if (deleting(live)) {
            return next;
        }
        ObjectNode metadata = Json.metadata(next);
        metadata.put("deletionTimestamp", Preparation.timestamp(now));
        if (Namespaces.is(live)) {
            Json.child(next, "status").put("phase", "Terminating");
        } else {
            metadata.put("deletionGracePeriodSeconds", 0);
        }
        if (resource.tracksGeneration()) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        return next;
    }

    /** A copy with these finalizers. */
    static ObjectNode with(ObjectNode live, List<String> finalizers) {
        ObjectNode next = live.deepCopy();
        ObjectNode metadata = Json.metadata(next);
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode held = metadata.putArray("finalizers");
            finalizers.forEach(held::add);
        }
        return next;
    }

    /** A copy without this one. */
    static ObjectNode without(ObjectNode live, String finalizer) {
        return with(
                live,
                Json.strings(live.path("metadata").path("finalizers")).stream()
                        .filter(held -> !held.equals(finalizer))
                        .toList());
    }

    /** Of new finalizers that are nobody's: two programs could mean different things by one word. */
    static List<String> warnings(ObjectNode before, ObjectNode after) {
        List<String> old = Json.strings(before.path("metadata").path("finalizers"));
        return Json.strings(after.path("metadata").path("finalizers")).stream()
                .filter(f -> !old.contains(f) && !f.contains("/") && !f.equals(ORPHAN) && !f.equals(FOREGROUND))
                .map(
                        ("metadata.finalizers: \"%s\": prefer a domain-qualified finalizer name to avoid accidental conflicts"
                                        + " with other finalizer writers")::formatted)
                .toList();
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
