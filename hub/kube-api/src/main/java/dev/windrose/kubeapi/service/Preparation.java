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
import dev.windrose.kubeapi.schema.Defaulting;
import dev.windrose.kubeapi.schema.FieldError;
import dev.windrose.kubeapi.schema.Pruning;
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
 * @param subresource empty, {@code status}, {@code scale} or {@code finalize}
 * @param patched whether the body came of a patch
 */
record Preparation(
        ResourceDescriptor resource, String subresource, WriteOptions options, Instant now, boolean patched) {
    Preparation(ResourceDescriptor resource, String subresource, WriteOptions options, Instant now) {
        this(resource, subresource, options, now, false);
    }

    /** For objects that come of a patch: what is wrong with them is the patch's fault. */
    Preparation ofPatch() {
        return new Preparation(resource, subresource, options, now, true);
    }

    /** A body made ready. */
    record Prepared(ObjectNode object, List<String> warnings) {}

    /** What a client may not set: the server keeps it from the stored object. */
    private static final List<String> SERVER_FIELDS = List.of(
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink");

    private static final int LONGEST_GENERATED_BASE = 58;

    Prepared create(String namespace, Body body, IdSource ids) {
        ObjectNode given = object(body);
        new Identity(resource, namespace, "").settleNew(given);
        if (!Json.text(given, "metadata", "resourceVersion").isEmpty()) {
            throw Failures.badRequest("resourceVersion should not be set on objects to be created");
        }
        List<String> warnings = new ArrayList<>(unknown(Pruning.cut(resource.schema(), given), body.duplicates()));
        warnings.addAll(Finalizers.warnings(Json.object(), given));
        Defaulting.fillIn(resource.schema(), given);
        return new Prepared(managed(null, born(given, namespace, ids)), warnings);
    }

    /**
     * A new object's metadata, admission and validation; managedFields are somebody else's business.
     *
     * @param object is changed in place
     */
    ObjectNode born(ObjectNode object, String namespace, IdSource ids) {
        ObjectNode metadata = Json.metadata(object);
        MetadataShape.tidy(metadata);
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
        if (Namespaces.is(object)) {
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
        var identity = new Identity(resource, namespace, name);
        if (patched) {
            identity.settlePatched(given);
        } else {
            identity.settleNew(given);
        }
        Preconditions.check(resource, patched, live, given);
        List<String> warnings = new ArrayList<>(unknown(Pruning.cut(resource.schema(), given), body.duplicates()));
        if (subresource.isEmpty()) {
            Preconditions.deletion(live.path("metadata"), given.path("metadata"))
                    .ifPresent(cause -> {
                        throw invalid(name, List.of(cause));
                    });
            warnings.addAll(Finalizers.warnings(live, given));
        }
        Defaulting.fillIn(resource.schema(), given);
        ObjectNode next = evolved(live, given);
        ObjectNode managed = managed(live, next);
        return new Prepared(Json.same(managed, live) ? live : managed, warnings);
    }

    /**
     * What a write to this (sub)resource may change, taken from {@code given}; the rest from {@code live}.
     *
     * @param given may be changed in place, and parts of it become the result's
     */
    ObjectNode evolved(ObjectNode live, ObjectNode given) {
        ObjectNode next = switch (subresource) {
            case "status" -> statusOnly(live, given);
            case "finalize" -> finalized(live, given);
            default -> allButStatus(live, given);
        };
        place(next, Json.namespace(live));
        ObjectNode admitted = admitted(Operation.UPDATE, live, next);
        generation(live, admitted);
        return validated(live, admitted);
    }

    /** The only way to change the finalizers in a namespace's spec. */
    private ObjectNode finalized(ObjectNode live, ObjectNode given) {
        JsonNode spec = given.path("spec");
        ObjectNode next = allButStatus(live, given);
        if (spec.isMissingNode()) {
            next.remove("spec");
        } else {
            next.set("spec", spec);
        }
        return next;
    }

    /**
     * The next state with a status that is known to fit the schema: nothing to prune, default or validate.
     *
     * @param live as it is stored
     */
    ObjectNode trustedStatus(ObjectNode live, ObjectNode status) {
        ObjectNode next = Json.object();
        next.setAll(live);
        next.set("status", status);
        ObjectNode managed = managed(live, admitted(Operation.UPDATE, live, next));
        return Json.same(managed, live) ? live : managed;
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

    private ObjectNode allButStatus(ObjectNode live, ObjectNode next) {
        ObjectNode metadata = Json.metadata(next);
        MetadataShape.tidy(metadata);
        for (String field : Stream.concat(SERVER_FIELDS.stream(), Stream.of("resourceVersion"))
                .toList()) {
            keep(live.path("metadata"), metadata, field);
        }
        if (resource.hasStatusSubresource()) {
            keep(live, next, "status");
        }
        if (Namespaces.is(live)) {
            keep(live, next, "spec");
            Namespaces.named(next);
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

    private void place(ObjectNode object, String namespace) {
        if (resource.namespaced()) {
            Json.metadata(object).put("namespace", namespace);
        } else {
            Json.metadata(object).remove("namespace");
        }
    }

    /** Refuses, warns of, or ignores unknown and duplicate fields, as the caller asked. */
    List<String> unknown(List<String> unknown, List<String> duplicates) {
        return UnknownFields.settle(resource, options.validation(), patched, unknown, duplicates);
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
        List<FieldError> errors = resource.faults(after, Optional.ofNullable(before));
        errors.forEach(error -> causes.add(new Cause(error.kind().reason(), error.body(), error.path())));
        if (resource.builtIn()) {
            // A real server decodes its own kinds into structs: what has another type cannot be read at all.
            errors.stream()
                    .filter(error -> error.kind() == FieldError.Kind.TYPE_INVALID)
                    .findFirst()
                    .ifPresent(error -> {
                        throw patched ? Failures.unprocessable(error.message()) : Failures.badRequest(error.message());
                    });
        }
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
