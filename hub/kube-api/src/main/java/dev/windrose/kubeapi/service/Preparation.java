package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.apply.ManagedFields;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Operation;
import dev.windrose.kubeapi.resource.Admission.Verdict;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.schema.Defaulting;
import dev.windrose.kubeapi.schema.PruneResult;
import dev.windrose.kubeapi.schema.Pruning;
import dev.windrose.kubeapi.schema.Validation;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a body on its way to the store: checked, pruned, defaulted, admitted, validated, with the metadata that
 * only the server sets. Pure; refusals are {@link dev.windrose.kubeapi.status.ApiException}s.
 *
 * @param subresource empty, {@code status} or {@code scale}
 */
record Preparation(ResourceDescriptor resource, String subresource, WriteOptions options, Instant now) {
    /** A body made ready. */
    record Prepared(ObjectNode object, List<String> warnings) {}

    /** What a client may not set: the server keeps it from the stored object. */
    private static final List<String> SERVER_FIELDS = List.of(
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink");

    private static final int LONGEST_GENERATED_BASE = 58;

    Prepared create(String namespace, Body body, IdSource ids) {
        ObjectNode given = object(body);
        identity(given, namespace, "");
        if (!Json.text(given, "metadata", "resourceVersion").isEmpty()) {
            throw Failures.badRequest("resourceVersion should not be set on objects to be created");
        }
        PruneResult pruned = pruned(given);
        List<String> warnings = unknown(pruned.unknownFields(), body.duplicates());
        ObjectNode object = Defaulting.applyDefaults(resource.schema(), pruned.object());
        return new Prepared(managed(null, born(object, namespace, ids)), warnings);
    }

    /** A new object's metadata, admission and validation; managedFields are somebody else's business. */
    ObjectNode born(ObjectNode given, String namespace, IdSource ids) {
        ObjectNode object = given.deepCopy();
        ObjectNode metadata = Json.metadata(object);
        metadata.remove(SERVER_FIELDS);
        metadata.remove("resourceVersion");
        place(object, namespace);
        String base = Json.text(metadata, "generateName");
        if (Json.text(metadata, "name").isEmpty() && !base.isEmpty()) {
            metadata.put("name", base.substring(0, Math.min(base.length(), LONGEST_GENERATED_BASE)) + ids.suffix());
        }
        metadata.put("uid", ids.uid().toString());
        metadata.put("creationTimestamp", timestamp(now));
        if (resource.tracksGeneration()) {
            metadata.put("generation", 1);
        }
        if (resource.hasStatusSubresource()) {
            object.remove("status");
        }
        if (resource.name().equals(ResourceRegistry.NAMESPACES)) {
            Namespaces.born(object);
        }
        return validated(null, admitted(Operation.CREATE, null, object));
    }

    /**
     * The next state of a stored object.
     *
     * @param given the object as the client wants it; with a resourceVersion it must be that of {@code live}
     */
    Prepared update(ObjectNode live, String namespace, String name, Body body) {
        ObjectNode given = object(body);
        identity(given, namespace, name);
        preconditions(live, given);
        PruneResult pruned = pruned(given);
        List<String> warnings = unknown(pruned.unknownFields(), body.duplicates());
        ObjectNode next = evolved(live, Defaulting.applyDefaults(resource.schema(), pruned.object()));
        ObjectNode managed = managed(live, next);
        return new Prepared(Json.same(managed, live) ? live : managed, warnings);
    }

    /** What a write to this (sub)resource may change, taken from {@code given}; the rest from {@code live}. */
    ObjectNode evolved(ObjectNode live, ObjectNode given) {
        ObjectNode next = subresource.equals("status") ? statusOnly(live, given) : allButStatus(live, given);
        place(next, Json.namespace(live));
        ObjectNode admitted = admitted(Operation.UPDATE, live, next);
        generation(live, admitted);
        return validated(live, admitted);
    }

    private ObjectNode statusOnly(ObjectNode live, ObjectNode given) {
        ObjectNode next = live.deepCopy();
        JsonNode status = given.get("status");
        if (status == null) {
            next.remove("status");
        } else {
            next.set("status", status);
        }
        JsonNode owners = given.path("metadata").path("managedFields");
        if (!owners.isMissingNode()) {
            Json.metadata(next).set("managedFields", owners);
        }
        return next;
    }

    private ObjectNode allButStatus(ObjectNode live, ObjectNode given) {
        ObjectNode next = given.deepCopy();
        ObjectNode metadata = Json.metadata(next);
        for (String field : Stream.concat(SERVER_FIELDS.stream(), Stream.of("resourceVersion"))
                .toList()) {
            keep(live.path("metadata"), metadata, field);
        }
        if (resource.hasStatusSubresource()) {
            keep(live, next, "status");
        }
        if (resource.name().equals(ResourceRegistry.NAMESPACES)) {
            keep(live, next, "spec");
        }
        return next;
    }

    private static void keep(JsonNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    private void generation(ObjectNode live, ObjectNode next) {
        if (!resource.tracksGeneration() || subresource.equals("status")) {
            return;
        }
        ObjectNode before = desired(live);
        if (!Json.same(before, desired(next))) {
            Json.metadata(next)
                    .put("generation", live.path("metadata").path("generation").asLong() + 1);
        }
    }

    private ObjectNode desired(ObjectNode object) {
        ObjectNode copy = Json.object();
        copy.setAll(object);
        copy.remove(resource.hasStatusSubresource() ? List.of("metadata", "status") : List.of("metadata"));
        return copy;
    }

    private ObjectNode object(Body body) {
        if (!(body.value() instanceof ObjectNode object)) {
            throw Failures.badRequest("couldn't get version/kind; json parse error: the body must be an object");
        }
        return object.deepCopy();
    }

    /** The body must be of the kind, name and namespace that the path says. */
    void identity(ObjectNode object, String namespace, String name) {
        String apiVersion = Json.text(object, "apiVersion");
        String kind = Json.text(object, "kind");
        if (kind.isEmpty() || apiVersion.isEmpty()) {
            // Typed clients of core kinds may leave them out; the path says what is meant.
            object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        } else if (resource.versions().stream()
                .noneMatch(v -> resource.apiVersion(v).equals(apiVersion))) {
            throw Failures.badRequest("the API version in the data (%s) does not match the expected API version (%s)"
                    .formatted(apiVersion, resource.apiVersion()));
        } else if (!kind.equals(resource.kind())) {
            throw Failures.badRequest(
                    "the kind in the data (%s) does not match the expected kind (%s)".formatted(kind, resource.kind()));
        }
        object.put("apiVersion", resource.apiVersion());
        JsonNode metadata = object.path("metadata");
        if (!metadata.isObject() && !metadata.isMissingNode() && !metadata.isNull()) {
            throw Failures.badRequest("metadata must be an object");
        }
        String givenName = Json.name(object);
        if (!name.isEmpty() && !givenName.isEmpty() && !givenName.equals(name)) {
            throw Failures.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)".formatted(givenName, name));
        }
        if (!name.isEmpty()) {
            Json.metadata(object).put("name", name);
        }
        String givenNamespace = Json.namespace(object);
        if (resource.namespaced() && !givenNamespace.isEmpty() && !givenNamespace.equals(namespace)) {
            throw Failures.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private void place(ObjectNode object, String namespace) {
        if (resource.namespaced()) {
            Json.metadata(object).put("namespace", namespace);
        } else {
            Json.metadata(object).remove("namespace");
        }
    }

    private void preconditions(ObjectNode live, ObjectNode given) {
        String version = Json.text(given, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(Json.text(live, "metadata", "resourceVersion"))) {
            throw Failures.modified(resource.name(), Json.name(live));
        }
        String uid = Json.text(given, "metadata", "uid");
        String liveUid = Json.text(live, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(liveUid)) {
            throw Failures.conflict(
                    resource.name(),
                    Json.name(live),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(uid, liveUid));
        }
    }

    PruneResult pruned(ObjectNode object) {
        return Pruning.prune(resource.schema(), object);
    }

    /** Refuses, warns of, or ignores unknown and duplicate fields, as the caller asked. */
    List<String> unknown(List<String> unknown, List<String> duplicates) {
        List<String> faults = Stream.concat(
                        unknown.stream().map("unknown field \"%s\""::formatted),
                        duplicates.stream().map("duplicate field \"%s\""::formatted))
                .toList();
        if (faults.isEmpty() || options.validation() == FieldValidation.IGNORE) {
            return List.of();
        }
        if (options.validation() == FieldValidation.STRICT) {
            throw Failures.badRequest("%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                    .formatted(resource.kind(), resource.version(), resource.kind(), String.join(", ", faults)));
        }
        return faults;
    }

    private ObjectNode admitted(Operation operation, @Nullable ObjectNode before, ObjectNode after) {
        var request =
                new Admission.Request(operation, options.caller(), subresource, before, after, options.disclosure());
        String name = Json.name(after);
        return switch (resource.admission().admit(request)) {
            case Verdict.Admitted _ -> after;
            case Verdict.Changed(ObjectNode changed) -> changed.deepCopy();
            case Verdict.Invalid(List<Cause> causes) -> throw invalid(name, causes);
            case Verdict.Forbidden(String reason) -> throw Failures.forbidden(resource.name(), name, reason);
        };
    }

    private ObjectNode validated(@Nullable ObjectNode before, ObjectNode after) {
        var causes = new ArrayList<Cause>();
        if (before != null) {
            Finalizers.faults(before, after).ifPresent(causes::add);
        }
        Validation.validate(resource.schema(), after, Optional.ofNullable(before))
                .forEach(error -> causes.add(new Cause(error.kind().reason(), error.body(), error.path())));
        if (!causes.isEmpty()) {
            String name = Json.name(after);
            throw invalid(name.isEmpty() ? Json.text(after, "metadata", "generateName") : name, causes);
        }
        return after;
    }

    private RuntimeException invalid(String name, List<Cause> causes) {
        return Failures.invalid(resource.group(), resource.kind(), name, causes);
    }

    private ObjectNode managed(@Nullable ObjectNode before, ObjectNode after) {
        return ManagedFields.onUpdate(
                resource.schema(),
                Optional.ofNullable(before),
                after,
                options.fieldManager(),
                now,
                subresource.isEmpty() ? Optional.empty() : Optional.of(subresource));
    }

    /** As {@code metav1.Time} is written: RFC 3339 in whole seconds. */
    static String timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
