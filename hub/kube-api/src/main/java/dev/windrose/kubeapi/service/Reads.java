package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists, with selectors and pages. */
record Reads(Core core) {
    /** Objects read at a time while a selector picks from them. */
    private static final int CHUNK = 500;

    CompletionStage<ObjectList> list(ResourceDescriptor resource, ListRequest request) {
        Optional<ContinueToken> token = request.continueToken().isEmpty()
                ? Optional.empty()
                : Optional.of(ContinueToken.decode(request.continueToken(), core.now()));
        Optional<ObjectKey> after = token.map(t -> new ObjectKey(resource.name(), t.namespace(), t.name()));
        var collected = new Collected(resource, request, token, new ArrayList<>());
        return fill(collected, after);
    }

    private record Collected(
            ResourceDescriptor resource, ListRequest request, Optional<ContinueToken> token, List<ObjectNode> items) {
        int wanted() {
            return request.limit() == 0 ? 0 : request.limit() - items.size();
        }
    }

    private CompletionStage<ObjectList> fill(Collected so, Optional<ObjectKey> after) {
        return core.store().list(query(so, after)).thenCompose(page -> {
            Optional<ContinueToken> token =
                    so.token().or(() -> Optional.of(new ContinueToken(page.version(), core.now(), "", "")));
            var state = new Collected(so.resource(), so.request(), token, so.items());
            return collect(state, page, token.orElseThrow());
        });
    }

    private static ListQuery query(Collected so, Optional<ObjectKey> after) {
        Selector selector = so.request().selector();
        int limit = so.wanted();
        if (limit > 0 && !selector.isEverything()) {
            limit = CHUNK;
        }
        Optional<String> namespace =
                so.resource().namespaced() ? so.request().namespace().or(selector::namespace) : Optional.empty();
        return new ListQuery(so.resource().name(), namespace, limit, after);
    }

    private CompletionStage<ObjectList> collect(Collected so, Page page, ContinueToken first) {
        for (ObjectNode object : page.objects()) {
            if (so.request().limit() > 0 && so.wanted() == 0) {
                return CompletableFuture.completedStage(cut(so, first));
            }
            if (so.request().selector().matches(object)) {
                so.items().add(object);
            }
        }
        if (!page.more()) {
            return CompletableFuture.completedStage(new ObjectList(so.items(), first.version(), ""));
        }
        if (so.wanted() == 0) {
            return CompletableFuture.completedStage(cut(so, first));
        }
        return fill(so, Optional.of(key(so.resource(), page.objects().getLast())));
    }

    private static ObjectList cut(Collected so, ContinueToken first) {
        ObjectKey last = key(so.resource(), so.items().getLast());
        var next = new ContinueToken(first.version(), first.issued(), last.namespace(), last.name());
        return new ObjectList(so.items(), first.version(), next.encode());
    }

    private static ObjectKey key(ResourceDescriptor resource, ObjectNode object) {
        return resource.key(Json.namespace(object), Json.name(object));
    }
}
