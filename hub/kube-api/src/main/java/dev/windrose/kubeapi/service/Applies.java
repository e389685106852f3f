package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.apply.ApplyOptions;
import dev.windrose.kubeapi.apply.ApplyOutcome;
import dev.windrose.kubeapi.apply.ServerSideApply;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.Defaulting;
import dev.windrose.kubeapi.service.Preparation.Prepared;
import dev.windrose.kubeapi.service.Updates.Target;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Server-side apply: creates or merges, and keeps account of who owns what. */
record Applies(Core core, Creates creates, Updates updates) {
    CompletionStage<Outcome> apply(Target target, Body body, WriteOptions options, boolean force) {
        return Core.retrying(() -> core.store()
                .get(target.resource().key(target.namespace(), target.name()))
                .thenCompose(live -> live.isPresent()
                        ? merge(target, live.get(), body, options, force)
                        : create(target, body, options, force)));
    }

    private CompletionStage<Outcome> merge(
            Target target, ObjectNode live, Body body, WriteOptions options, boolean force) {
        var preparation = new Preparation(target.resource(), target.subresource(), options, core.now());
        Wanted wanted = wanted(preparation, target, body);
        uidFits(target, live, wanted.object());
        ObjectNode merged = merged(preparation, Optional.of(live), wanted.object(), force);
        ObjectNode next = preparation.evolved(
                live, Defaulting.applyDefaults(target.resource().schema(), merged));
        return updates.store(target.resource(), live, new Prepared(next, wanted.warnings()), options.dryRun());
    }

    private CompletionStage<Outcome> create(Target target, Body body, WriteOptions options, boolean force) {
        ResourceDescriptor resource = target.resource();
        if (!target.subresource().isEmpty()) {
            throw Failures.notFound(resource.name(), target.name());
        }
        return creates.namespaceIsOpen(resource, target.namespace(), target.name())
                .thenCompose(_ -> {
                    var preparation = new Preparation(resource, "", options, core.now());
                    Wanted wanted = wanted(preparation, target, body);
                    if (!Json.text(wanted.object(), "metadata", "uid").isEmpty()) {
                        throw Failures.conflict(
                                resource.name(),
                                target.name(),
                                "uid mismatch: the provided object specified uid %s, and no existing object was found"
                                        .formatted(Json.text(wanted.object(), "metadata", "uid")));
                    }
                    ObjectNode merged = merged(preparation, Optional.empty(), wanted.object(), force);
                    ObjectNode born = preparation.born(
                            Defaulting.applyDefaults(resource.schema(), merged), target.namespace(), core.ids());
                    return creates.insert(resource, born, options.dryRun())
                            .thenCompose(stored -> stored.isPresent()
                                    ? CompletableFuture.completedStage(
                                            new Outcome(Outcome.Kind.CREATED, stored.get(), wanted.warnings()))
                                    : CompletableFuture.failedStage(new Core.LostRace(resource, target.name())));
                });
    }

    private record Wanted(ObjectNode object, List<String> warnings) {}

    /** The applied configuration: of the right identity and without unknown fields. */
    private static Wanted wanted(Preparation preparation, Target target, Body body) {
        if (!(body.value() instanceof ObjectNode given)) {
            throw Failures.badRequest("an apply configuration must be an object");
        }
        if (Json.text(given, "apiVersion").isEmpty() || Json.text(given, "kind").isEmpty()) {
            throw Failures.badRequest("an apply configuration must have apiVersion and kind");
        }
        if (!given.path("metadata").path("managedFields").isEmpty()) {
            throw Failures.badRequest("metadata.managedFields must be nil");
        }
        ObjectNode object = given.deepCopy();
        preparation.identity(object, target.namespace(), target.name());
        if (target.resource().namespaced()) {
            Json.metadata(object).put("namespace", target.namespace());
        }
        var pruned = preparation.pruned(object);
        return new Wanted(pruned.object(), preparation.unknown(pruned.unknownFields(), body.duplicates()));
    }

    private static void uidFits(Target target, ObjectNode live, ObjectNode wanted) {
        String version = Json.text(wanted, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(Json.text(live, "metadata", "resourceVersion"))) {
            throw Failures.modified(target.resource().name(), target.name());
        }
        String uid = Json.text(wanted, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(Json.text(live, "metadata", "uid"))) {
            throw Failures.conflict(
                    target.resource().name(),
                    target.name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(uid, Json.text(live, "metadata", "uid")));
        }
    }

    private static ObjectNode merged(
            Preparation preparation, Optional<ObjectNode> live, ObjectNode wanted, boolean force) {
        Optional<String> subresource =
                preparation.subresource().isEmpty() ? Optional.empty() : Optional.of(preparation.subresource());
        var options = new ApplyOptions(preparation.options().fieldManager(), force, preparation.now(), subresource);
        var outcome = ServerSideApply.apply(preparation.resource().schema(), live, wanted, options);
        return switch (outcome) {
            case ApplyOutcome.Applied(ObjectNode object, boolean _) -> object;
            case ApplyOutcome.Invalid(String message) -> throw Failures.badRequest(message);
            case ApplyOutcome.Conflicts conflicts ->
                throw Failures.applyConflict(
                        conflicts.message(),
                        conflicts.conflicts().stream()
                                .map(c -> new Cause("FieldManagerConflict", c.message(), c.field()))
                                .toList());
        };
    }
}
