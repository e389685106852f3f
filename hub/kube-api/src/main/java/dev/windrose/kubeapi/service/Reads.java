package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.StoredObject;
import dev.windrose.kubeapi.store.VersionGoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Lists, with selectors and pages. All pages of a list show one version: the first page's. When the store no longer
 * remembers that version, the caller is told (410) and offered a token to go on with things as they are now.
 */
record Reads(Core core) {
    /** Objects read at a time while a selector picks from them. */
    private static final int CHUNK = 500;

    CompletionStage<ObjectList> list(ResourceDescriptor resource, ListRequest request) {
        if (!request.continueToken().isEmpty()) {
            return goOn(resource, request, ContinueToken.decode(request.continueToken()));
        }
        return switch (request.asOf()) {
            case AsOf.Now _ -> pages(resource, request, Optional.empty(), Optional.empty());
            case AsOf.NotOlderThan(long version) ->
                reached(version).thenCompose(_ -> pages(resource, request, Optional.empty(), Optional.empty()));
            case AsOf.Exactly(long version) ->
                exactly(
                        version,
                        pages(resource, request, Optional.of(version), Optional.empty()),
                        Failures.expired("The resourceVersion for the provided list is too old."));
        };
    }

    private CompletionStage<ObjectList> goOn(ResourceDescriptor resource, ListRequest request, ContinueToken token) {
        Optional<ObjectKey> after = Optional.of(new ObjectKey(resource.name(), token.namespace(), token.name()));
        if (token.version() == ContinueToken.INCONSISTENT) {
            return pages(resource, request, Optional.empty(), after);
        }
        var anyway = new ContinueToken(ContinueToken.INCONSISTENT, token.namespace(), token.name());
        return exactly(
                token.version(),
                pages(resource, request, Optional.of(token.version()), after),
                Failures.continueExpired(anyway.encode()));
    }

    /** Only when the version is unknown does anybody ask whether it is of the past or of the future. */
    private CompletionStage<ObjectList> exactly(long version, CompletionStage<ObjectList> found, ApiException expired) {
        return found.exceptionallyCompose(failure -> isGone(failure)
                ? reached(version).thenApply(_ -> {
                    throw expired;
                })
                : CompletableFuture.failedStage(failure));
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof VersionGoneException
                || (failure instanceof CompletionException && failure.getCause() instanceof VersionGoneException);
    }

    CompletionStage<Long> reached(long version) {
        return core.store().currentVersion().thenApply(current -> {
            if (version > current) {
                throw Failures.versionAhead(version, current);
            }
            return current;
        });
    }

    private record Collected(
            ResourceDescriptor resource, ListRequest request, Optional<Long> asOf, List<StoredObject> items) {
        int wanted() {
            return request.limit() == 0 ? 0 : request.limit() - items.size();
        }

        ListQuery query(Optional<ObjectKey> after) {
            Selector selector = request.selector();
            int limit = wanted() > 0 && !selector.isEverything() ? CHUNK : wanted();
            Optional<String> namespace =
                    resource.namespaced() ? request.namespace().or(selector::namespace) : Optional.empty();
            return new ListQuery(resource.name(), namespace, limit, after, asOf);
        }
    }

    private CompletionStage<ObjectList> pages(
            ResourceDescriptor resource, ListRequest request, Optional<Long> asOf, Optional<ObjectKey> after) {
        return fill(new Collected(resource, request, asOf, new ArrayList<>()), after);
    }

    private CompletionStage<ObjectList> fill(Collected so, Optional<ObjectKey> after) {
        return core.store().list(so.query(after)).thenCompose(page -> collect(so, page));
    }

    private CompletionStage<ObjectList> collect(Collected so, Page page) {
        // What follows is read as of the first page, however many it takes to fill this one.
        var state = new Collected(so.resource(), so.request(), Optional.of(page.version()), so.items());
        if (so.request().selector().isEverything()) {
            so.items().addAll(page.items());
            return CompletableFuture.completedStage(
                    page.more() ? cut(state, page.version(), page.remaining()) : whole(state, page.version()));
        }
        for (StoredObject object : page.items()) {
            if (so.request().limit() > 0 && so.wanted() == 0) {
                return CompletableFuture.completedStage(cut(state, page.version(), 0));
            }
            if (so.request().selector().matches(object)) {
                so.items().add(object);
            }
        }
        if (!page.more()) {
            return CompletableFuture.completedStage(whole(state, page.version()));
        }
        return fill(state, Optional.of(page.items().getLast().key()));
    }

    private static ObjectList whole(Collected so, long version) {
        return new ObjectList(so.items(), version, "", 0);
    }

    private static ObjectList cut(Collected so, long version, int remaining) {
        ObjectKey last = so.items().getLast().key();
        var next = new ContinueToken(version, last.namespace(), last.name());
        return new ObjectList(so.items(), version, next.encode(), remaining);
    }
}
