package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Operation;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Removals: at once, or marked and removed when the last finalizer goes. */
final class Deletes {
    private final Core core;
    private final NamespaceReaper reaper;

    Deletes(Core core) {
        this.core = core;
        this.reaper = new NamespaceReaper(core, this);
    }

    Deletes(Core core, NamespaceReaper reaper) {
        this.core = core;
        this.reaper = reaper;
    }

    NamespaceReaper reaper() {
        return reaper;
    }

    CompletionStage<Outcome> delete(
            ResourceDescriptor resource,
            String namespace,
            String name,
            DeleteOptions conditions,
            WriteOptions options) {
        return Core.retrying(() -> core.live(resource, namespace, name)
                .thenCompose(live -> deleteLive(resource, live, conditions, options)));
    }

    private CompletionStage<Outcome> deleteLive(
            ResourceDescriptor resource, ObjectNode live, DeleteOptions conditions, WriteOptions options) {
        fits(resource, live, conditions);
        admit(resource, live, options);
        List<String> finalizers = Finalizers.forDeletion(live, conditions.propagation());
        if (!finalizers.isEmpty() || Finalizers.any(Finalizers.with(live, finalizers))) {
            return mark(resource, live, finalizers, options);
        }
        if (options.dryRun()) {
            return done(Outcome.Kind.DELETED, live);
        }
        return removed(resource, live).thenApply(gone -> new Outcome(Outcome.Kind.DELETED, gone, List.of()));
    }

    private CompletionStage<Outcome> mark(
            ResourceDescriptor resource, ObjectNode live, List<String> finalizers, WriteOptions options) {
        ObjectNode marked = Finalizers.marked(resource, live, finalizers, core.now());
        if (Json.same(marked, live)) {
            reaper.look(live);
            return done(Outcome.Kind.DELETING, live);
        }
        if (options.dryRun()) {
            return done(Outcome.Kind.DELETING, marked);
        }
        return core.replace(resource, live, marked).thenApply(stored -> {
            reaper.look(stored);
            return new Outcome(Outcome.Kind.DELETING, stored, List.of());
        });
    }

    /** Takes the object out of the store; a namespace that waited for it is looked at again. */
    CompletionStage<ObjectNode> removed(ResourceDescriptor resource, ObjectNode live) {
        return core.remove(resource, live).thenApply(gone -> {
            reaper.lookAfter(gone);
            return gone;
        });
    }

    /** Deletes what the selector picks; what is gone meanwhile does not matter. The outcome's objects, as they were. */
    CompletionStage<List<ObjectNode>> collection(
            ResourceDescriptor resource, List<ObjectNode> chosen, DeleteOptions conditions, WriteOptions options) {
        if (!conditions.uid().isEmpty() || !conditions.resourceVersion().isEmpty()) {
            // They can hold of one object at most: whatever else was chosen refuses the whole request.
            chosen.forEach(object -> fits(resource, object, conditions));
        }
        return each(resource, chosen.iterator(), conditions, options, new ArrayList<>());
    }

    private CompletionStage<List<ObjectNode>> each(
            ResourceDescriptor resource,
            java.util.Iterator<ObjectNode> rest,
            DeleteOptions conditions,
            WriteOptions options,
            List<ObjectNode> gone) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedStage(gone);
        }
        ObjectNode next = rest.next();
        var only = new DeleteOptions(
                Json.text(next, "metadata", "uid"), conditions.resourceVersion(), conditions.propagation());
        return tolerant(delete(resource, Json.namespace(next), Json.name(next), only, options))
                .thenComposeAsync(outcome -> {
                    outcome.ifPresent(_ -> gone.add(next));
                    return each(resource, rest, conditions, options, gone);
                });
    }

    private static CompletionStage<Optional<Outcome>> tolerant(CompletionStage<Outcome> deletion) {
        return deletion.handle((outcome, failure) -> {
                    ApiException refusal = failure == null ? null : ApiException.in(failure);
                    boolean harmless = refusal != null
                            && (refusal.reason() == Reason.NOT_FOUND || refusal.reason() == Reason.CONFLICT);
                    return failure == null
                            ? CompletableFuture.completedStage(Optional.of(outcome))
                            : harmless
                                    ? CompletableFuture.completedStage(Optional.<Outcome>empty())
                                    : CompletableFuture.<Optional<Outcome>>failedStage(failure);
                })
                .thenCompose(stage -> stage);
    }

    private static void fits(ResourceDescriptor resource, ObjectNode live, DeleteOptions conditions) {
        String uid = Json.text(live, "metadata", "uid");
        if (!conditions.uid().isEmpty() && !conditions.uid().equals(uid)) {
            throw Failures.staleDeletion(
                    resource.group(),
                    resource.kind(),
                    Json.name(live),
                    ("the UID in the precondition (%s) does not match the UID in record (%s). The object might have been"
                                    + " deleted and then recreated")
                            .formatted(conditions.uid(), uid));
        }
        String version = Json.text(live, "metadata", "resourceVersion");
        if (!conditions.resourceVersion().isEmpty()
                && !conditions.resourceVersion().equals(version)) {
            throw Failures.staleDeletion(
                    resource.group(),
                    resource.kind(),
                    Json.name(live),
                    ("the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The"
                                    + " object might have been modified")
                            .formatted(conditions.resourceVersion(), version));
        }
    }

    private static void admit(ResourceDescriptor resource, ObjectNode live, WriteOptions options) {
        if (Namespaces.immortal(live)) {
            throw Failures.forbidden(resource.name(), Json.name(live), "this namespace may not be deleted");
        }
        var request = new Admission.Request(Operation.DELETE, options.caller(), "", live, null);
        switch (resource.admission().admit(request)) {
            case Admission.Verdict.Admitted _, Admission.Verdict.Changed _ -> {}
            case Admission.Verdict.Invalid(var causes) ->
                throw Failures.invalid(resource.group(), resource.kind(), Json.name(live), causes);
            case Admission.Verdict.Forbidden(String reason) ->
                throw Failures.forbidden(resource.name(), Json.name(live), reason);
        }
    }

    private static CompletionStage<Outcome> done(Outcome.Kind kind, ObjectNode object) {
        return CompletableFuture.completedStage(new Outcome(kind, object, List.of()));
    }
}
