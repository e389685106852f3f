package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every object of a kind, then of each change; lists anew whenever the log no longer reaches back. Between the
 * pages of a list things change: a watch from the first page's version tells them again, so that what is told last holds.
 */
final class CollectionFollower implements ResourceStore.WatchListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectionFollower.class);
    private static final int PAGE = 500;
    private static final long RETRY_MILLIS = 1_000;

    /** Called by one thread at a time; must not block. */
    interface Notice {
        void isThere(ObjectKey key, ObjectNode object);

        /** @param object as it last was */
        void isGone(ObjectKey key, ObjectNode object);

        /** The whole collection has been told; whatever else was known of it is gone. */
        void listedAnew(ResourceName resource, Set<ObjectKey> there);

        void progressed();
    }

    private final Core core;
    private final ResourceDescriptor kind;
    private final Notice notice;
    private volatile long seen;
    private volatile boolean closed;
    private volatile ResourceStore.@Nullable Subscription watch;

    CollectionFollower(Core core, ResourceDescriptor kind, Notice notice) {
        this.core = core;
        this.kind = kind;
        this.notice = notice;
    }

    void start() {
        list(Optional.empty(), -1, new HashSet<>());
    }

    /** All changes up to this version have been told. */
    long seen() {
        return seen;
    }

    private void list(Optional<ObjectKey> after, long version, Set<ObjectKey> there) {
        if (closed) {
            return;
        }
        Core.guarded(() -> core.store().list(new ListQuery(kind.name(), Optional.empty(), PAGE, after)))
                .thenAccept(page -> told(page, version < 0 ? page.version() : version, there))
                .exceptionally(failure -> {
                    LOG.warn("kind={} could not be listed, trying again", kind.name(), failure);
                    later();
                    return null;
                });
    }

    private void told(Page page, long version, Set<ObjectKey> there) {
        for (ObjectNode object : page.objects()) {
            ObjectKey key = kind.key(Json.namespace(object), Json.name(object));
            there.add(key);
            notice.isThere(key, object);
        }
        if (page.more()) {
            ObjectNode last = page.objects().getLast();
            list(Optional.of(kind.key(Json.namespace(last), Json.name(last))), version, there);
            return;
        }
        notice.listedAnew(kind.name(), there);
        onProgress(version);
        watch = core.store().watch(kind.name(), Optional.empty(), version, this);
        if (closed) {
            close();
        }
    }

    private void later() {
        CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS).execute(this::start);
    }

    @Override
    public void onEvent(StoreEvent event) {
        if (event.type() == StoreEvent.Type.DELETED) {
            notice.isGone(event.key(), event.object());
        } else {
            notice.isThere(event.key(), event.object());
        }
    }

    @Override
    public void onProgress(long version) {
        seen = version;
        notice.progressed();
    }

    @Override
    public void onExpired(String reason) {
        LOG.info("kind={} is listed anew: {}", kind.name(), reason);
        later();
    }

    @Override
    public void close() {
        closed = true;
        ResourceStore.Subscription open = watch;
        if (open != null) {
            open.close();
        }
    }
}
