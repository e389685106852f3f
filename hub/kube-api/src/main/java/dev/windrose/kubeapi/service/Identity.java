package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;

/** Whether an object that came in is the one its path speaks of: kind, version, name and namespace. Pure. */
record Identity(ResourceDescriptor resource, String namespace, String name) {
    /** Makes kind and version of a body of its path those that are stored; refuses others. */
    void settleNew(ObjectNode object) {
        readable(object);
        String apiVersion = Json.text(object, "apiVersion");
        String kind = Json.text(object, "kind");
        if (!apiVersion.isEmpty() && !isServed(apiVersion)) {
            throw Failures.badRequest("the API version in the data (%s) does not match the expected API version (%s)"
                    .formatted(apiVersion, resource.apiVersion()));
        }
        if (!kind.isEmpty() && !kind.equals(resource.kind())) {
            throw otherKind(object, kind);
        }
        // Callers in this process and typed clients of core kinds may leave both out; the path says what is meant.
        object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        place(object);
    }

    /** The same for an object that came of a patch: whatever does not fit makes the patch invalid. */
    void settlePatched(ObjectNode object) {
        MetadataShape.faultIn(object).ifPresent(fault -> {
            throw Failures.unprocessable(fault);
        });
        String apiVersion = Json.text(object, "apiVersion");
        String kind = Json.text(object, "kind");
        if (!kind.equals(resource.kind())) {
            throw otherKind(object, kind);
        }
        if (!isServed(apiVersion)) {
            throw Failures.invalid(
                    apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "",
                    kind,
                    Json.name(object),
                    List.of(Cause.invalid("apiVersion", apiVersion, "must be " + resource.apiVersion())));
        }
        object.put("apiVersion", resource.apiVersion());
        place(object);
    }

    /** The same for a configuration to apply, in whose words the real server speaks of an object type. */
    void settleApplied(ObjectNode object) {
        readable(object);
        String apiVersion = Json.text(object, "apiVersion");
        String kind = Json.text(object, "kind");
        if (!kind.equals(resource.kind()) || !isServed(apiVersion)) {
            String given = apiVersion.isEmpty() ? "/" : apiVersion;
            throw Failures.badRequest("invalid object type: %s, Kind=%s".formatted(given, kind));
        }
        object.put("apiVersion", resource.apiVersion());
        place(object);
    }

    private static void readable(ObjectNode object) {
        MetadataShape.faultIn(object).ifPresent(fault -> {
            throw Failures.badRequest(fault);
        });
    }

    private boolean isServed(String apiVersion) {
        return resource.versions().stream().anyMatch(v -> resource.apiVersion(v).equals(apiVersion));
    }

    private RuntimeException otherKind(ObjectNode object, String kind) {
        return resource.builtIn()
                ? Failures.badRequest("the kind in the data (%s) does not match the expected kind (%s)"
                        .formatted(kind, resource.kind()))
                : Failures.invalid(
                        resource.group(),
                        kind,
                        Json.name(object),
                        List.of(Cause.invalid("kind", kind, "must be " + resource.kind())));
    }

    private void place(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        String givenName = Json.text(metadata, "name");
        if (!name.isEmpty() && givenName.isEmpty()) {
            throw Failures.badRequest(
                    "the name of the object (%s based on URL) was undeterminable: name must be provided"
                            .formatted(name));
        }
        if (!name.isEmpty() && !givenName.equals(name)) {
            throw Failures.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)".formatted(givenName, name));
        }
        String givenNamespace = Json.text(metadata, "namespace");
        if (resource.namespaced() && !givenNamespace.isEmpty() && !givenNamespace.equals(namespace)) {
            throw Failures.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
