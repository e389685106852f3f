package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.KubeService.PatchRequest;
import dev.windrose.kubeapi.store.ResourceStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The API for controllers in this process: the same semantics as over HTTP, as the system and under one field manager.
 * Objects are plain trees that carry their name and namespace; what comes out is shared and must not be changed (copy with
 * {@code deepCopy()}). Stages fail with {@link dev.windrose.kubeapi.status.ApiException} on refusals.
 */
public final class KubeClient {
    private final KubeService service;
    private final WriteOptions options;

    KubeClient(KubeService service, WriteOptions options) {
        this.service = service;
        this.options = options;
    }

    /**
     * A new status.
     *
     * @param read the object as a list, a watch or a read gave it, with its resourceVersion
     * @param status fits the schema, with nothing unknown in it and nothing left to default: it is not looked at again
     */
    public record StatusUpdate(ObjectNode read, ObjectNode status) {}

    /** One collection. @throws IllegalArgumentException when no such kind is registered */
    public Collection resource(String group, String plural) {
        return new Collection(service.registry().require(group, plural));
    }

    /** The objects of one kind. */
    public final class Collection {
        private final ResourceDescriptor resource;

        private Collection(ResourceDescriptor resource) {
            this.resource = resource;
        }

        public ResourceDescriptor descriptor() {
            return resource;
        }

        /** @param namespace without meaning for cluster-scoped kinds */
        public CompletionStage<Optional<ObjectNode>> find(String namespace, String name) {
            return service.find(resource, namespace, name);
        }

        public CompletionStage<ObjectList> list(ListRequest request) {
            return service.list(resource, request);
        }

        public CompletionStage<ObjectNode> create(ObjectNode object) {
            return service.create(resource, Json.namespace(object), body(object), options)
                    .thenApply(Outcome::object);
        }

        /** Replaces spec and metadata; 409 when the object's resourceVersion is not the stored one. */
        public CompletionStage<ObjectNode> update(ObjectNode object) {
            return service.update(resource, "", Json.namespace(object), Json.name(object), body(object), options)
                    .thenApply(Outcome::object);
        }

        /** Replaces the status alone; 409 when the object's resourceVersion is not the stored one. */
        public CompletionStage<ObjectNode> updateStatus(ObjectNode object) {
            return service.update(resource, "status", Json.namespace(object), Json.name(object), body(object), options)
                    .thenApply(Outcome::object);
        }

        /**
         * Replaces the statuses of many objects in one write of the store, each on the version that was read. For controllers
         * whose statuses are made from types: what the schema says is for their tests to hold.
         *
         * @return for each whether it was written; false when somebody else changed or removed the object since
         */
        public CompletionStage<List<Boolean>> updateStatuses(List<StatusUpdate> updates) {
            return service.updateStatuses(resource, updates, options);
        }

        /** Merge patch; {@code subresource} empty or {@code status}. Lost races are tried again. */
        public CompletionStage<ObjectNode> merge(String subresource, String namespace, String name, JsonNode patch) {
            return service.patch(
                            resource, subresource, namespace, name, PatchRequest.of(PatchType.MERGE, patch), options)
                    .thenApply(Outcome::object);
        }

        /** Server-side apply with force, as controllers do. */
        public CompletionStage<ObjectNode> apply(ObjectNode configuration) {
            return apply("", configuration);
        }

        /** Server-side apply of the status, with force. */
        public CompletionStage<ObjectNode> applyStatus(ObjectNode configuration) {
            return apply("status", configuration);
        }

        private CompletionStage<ObjectNode> apply(String subresource, ObjectNode configuration) {
            return service.patch(
                            resource,
                            subresource,
                            Json.namespace(configuration),
                            Json.name(configuration),
                            PatchRequest.apply(configuration, true),
                            options)
                    .thenApply(Outcome::object);
        }

        public CompletionStage<Outcome> delete(String namespace, String name, DeleteOptions conditions) {
            return service.delete(resource, namespace, name, conditions, options);
        }

        /** Follows changes after a list's version. */
        public ResourceStore.Subscription watch(ListRequest scope, long fromVersion, ObjectListener listener) {
            return service.watch(resource, scope.namespace(), scope.selector(), fromVersion, listener);
        }
    }

    private static Body body(ObjectNode object) {
        return new Body(object, List.of());
    }
}
