package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import java.util.Optional;

/** What a write says of the object it means: its uid, its version, and that it is not being deleted. Pure. */
final class Preconditions {
    private Preconditions() {}

    /** Refuses a write to another object of the name (by uid), or to another state of it (by resourceVersion). */
    static void check(ResourceDescriptor resource, boolean patched, ObjectNode live, ObjectNode given) {
        String version = Json.text(given, "metadata", "resourceVersion");
        if (version.isEmpty() && !resource.builtIn()) {
            throw Failures.invalid(
                    resource.group(),
                    resource.plural(),
                    Json.name(live),
                    List.of(Cause.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
        }
        version(resource, live, version);
        String uid = Json.text(given, "metadata", "uid");
        String liveUid = Json.text(live, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(liveUid)) {
            throw patched
                    ? Failures.invalid(
                            resource.group(),
                            resource.kind(),
                            Json.name(live),
                            List.of(Cause.invalid("metadata.uid", uid, "field is immutable")))
                    : Failures.conflict(
                            resource.name(),
                            Json.name(live),
                            "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                                    .formatted(uid, liveUid));
        }
    }

    /** @param version that the writer read; empty when it does not care */
    static void version(ResourceDescriptor resource, ObjectNode live, String version) {
        if (version.isEmpty() || version.equals(Json.text(live, "metadata", "resourceVersion"))) {
            return;
        }
        if (!version.matches("[0-9]{1,19}")) {
            throw Failures.badRequest(
                    "metadata.resourceVersion (%s) is none that this server gave; leave out what you did not read here"
                            .formatted(version));
        }
        throw Failures.modified(resource.name(), Json.name(live));
    }

    /** Only a DELETE begins a deletion. */
    static Optional<Cause> deletion(JsonNode live, JsonNode given) {
        String now = Json.text(live, "deletionTimestamp");
        String wanted = Json.text(given, "deletionTimestamp");
        return wanted.isEmpty() || wanted.equals(now)
                ? Optional.empty()
                : Optional.of(Cause.invalid("metadata.deletionTimestamp", wanted, "field is immutable"));
    }
}
