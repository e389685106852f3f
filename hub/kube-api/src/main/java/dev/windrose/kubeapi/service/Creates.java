package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** New objects: into a namespace that exists, under a name that is free. */
record Creates(Core core) {
    CompletionStage<Outcome> create(ResourceDescriptor resource, String namespace, Body body, WriteOptions options) {
        String name = Json.name(body.value());
        return namespaceIsOpen(
                        resource,
                        namespace,
                        name.isEmpty() ? Json.text(body.value(), "metadata", "generateName") : name)
                .thenCompose(_ -> attempt(resource, namespace, body, options, Core.ATTEMPTS));
    }

    private CompletionStage<Outcome> attempt(
            ResourceDescriptor resource, String namespace, Body body, WriteOptions options, int left) {
        var prepared = new Preparation(resource, "", options, core.now()).create(namespace, body, core.ids());
        boolean generated = Json.name(body.value()).isEmpty();
        return insert(resource, prepared.object(), options.dryRun()).thenCompose(stored -> {
            if (stored.isPresent()) {
                return CompletableFuture.completedStage(
                        new Outcome(Outcome.Kind.CREATED, stored.get(), prepared.warnings()));
            }
            if (generated && left > 1) {
                return attempt(resource, namespace, body, options, left - 1);
            }
            return taken(resource, body.value(), prepared.object());
        });
    }

    private CompletionStage<Outcome> taken(ResourceDescriptor resource, JsonNode asked, ObjectNode wanted) {
        String name = Json.name(wanted);
        return core.store().get(resource.key(Json.namespace(wanted), name)).thenApply(found -> {
            if (found.filter(Finalizers::deleting).isPresent()) {
                throw Failures.stillThere(resource.name(), name);
            }
            throw Json.text(asked, "metadata", "generateName").isEmpty()
                    ? Failures.alreadyExists(resource.name(), name)
                    : Failures.alreadyExistsGenerated(resource.name(), name);
        });
    }

    /** Empty when the name is taken. */
    CompletionStage<Optional<ObjectNode>> insert(ResourceDescriptor resource, ObjectNode object, boolean dryRun) {
        var key = resource.key(Json.namespace(object), Json.name(object));
        if (dryRun) {
            return core.store().get(key).thenApply(found -> found.isPresent() ? Optional.empty() : Optional.of(object));
        }
        return core.store().create(key, object).thenApply(result -> switch (result) {
            case WriteResult.Written(ObjectNode stored, long _) -> Optional.of(stored);
            case WriteResult.AlreadyExists _, WriteResult.Conflict _, WriteResult.NotFound _ -> Optional.empty();
        });
    }

    /** Refuses namespaces that do not exist (404) or are on their way out (403). */
    CompletionStage<Boolean> namespaceIsOpen(ResourceDescriptor resource, String namespace, String name) {
        Optional<ResourceDescriptor> namespaces = core.registry().find(ResourceRegistry.NAMESPACES);
        if (!resource.namespaced() || namespaces.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        return core.live(namespaces.get(), "", namespace).thenApply(found -> {
            if (Finalizers.deleting(found)) {
                throw Failures.forbidden(
                        resource.name(),
                        name,
                        "unable to create new content in namespace %s because it is being terminated"
                                .formatted(namespace),
                        new Cause(
                                "NamespaceTerminating",
                                "namespace %s is being terminated".formatted(namespace),
                                "metadata.namespace"));
            }
            return true;
        });
    }
}
