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
        fits(target, live, wanted.object());
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

    /** The applied configuration, of the right identity; whether its fields fit the schema is the merge's to say. */
    private static Wanted wanted(Preparation preparation, Target target, Body body) {
        if (!(body.value() instanceof ObjectNode given)) {
            throw Failures.badRequest("an apply configuration must be an object");
        }
        if (!given.path("metadata").path("managedFields").isEmpty()) {
            throw Failures.badRequest("metadata.managedFields must be nil");
        }
        ObjectNode object = given.deepCopy();
        new Identity(target.resource(), target.namespace(), target.name()).settleApplied(object);
        return new Wanted(object, preparation.unknown(List.of(), body.duplicates()));
    }

    private record Wanted(ObjectNode object, List<String> warnings) {}

    private static void fits(Target target, ObjectNode live, ObjectNode wanted) {
        Preconditions.version(target.resource(), live, Json.text(wanted, "metadata", "resourceVersion"));
        String uid = Json.text(wanted, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(Json.text(live, "metadata", "uid"))) {
            throw Failures.invalid(
                    target.resource().group(),
                    target.resource().kind(),
                    target.name(),
                    List.of(Cause.invalid("metadata.uid", uid, "field is immutable")));
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
                        inWordsOf(preparation, conflicts.message()),
                        conflicts.conflicts().stream()
                                .map(c -> new Cause(
                                        "FieldManagerConflict", inWordsOf(preparation, c.message()), c.field()))
                                .toList());
        };
    }

    /** Whoever applies a Scale sees every owner through it. */
    private static String inWordsOf(Preparation preparation, String message) {
        return preparation.subresource().equals("scale")
                ? message.replace(" using " + preparation.resource().apiVersion(), " using autoscaling/v1")
                : message;
    }
}
