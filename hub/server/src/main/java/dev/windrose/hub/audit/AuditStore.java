package dev.windrose.hub.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A store that also shows the trail as AuditEvents, read-only. Their versions are the trail's numbers: clients may
 * compare versions of one kind only (Kubernetes API concepts, resource versions).
 *
 * <p>A list shows the newest {@link #WINDOW}; a single event is found however old, and the export has all.
 */
public final class AuditStore implements ResourceStore {
    /** A trail of months is for the export: no client wants to hold it in a table. */
    static final int WINDOW = 10_000;

    private final ResourceStore rest;
    private final PgAuditLog log;
    private final AuditFeed feed;

    public AuditStore(ResourceStore rest, PgAuditLog log, AuditFeed feed) {
        this.rest = rest;
        this.log = log;
        this.feed = feed;
    }

    private static boolean isOurs(ResourceName name) {
        return name.equals(FleetKinds.AUDIT_EVENTS);
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        if (!isOurs(key.resource())) {
            return rest.get(key);
        }
        var number = AuditRow.number(key.name());
        return number < 0
                ? CompletableFuture.completedStage(Optional.empty())
                : log.page(PgAuditLog.Query.after(number - 1), 1)
                        .thenApply(rows -> rows.stream()
                                .filter(row -> row.number() == number)
                                .map(AuditRow::object)
                                .findFirst());
    }

    /** Up to a number that is read first, or that the first page had: rows that come meanwhile are left to the watch. */
    @Override
    public CompletionStage<Page> list(ListQuery query) {
        if (!isOurs(query.resource())) {
            return rest.list(query);
        }
        var instant = query.asOf().map(CompletableFuture::completedStage).orElseGet(log::newest);
        return instant.thenCompose(newest -> {
            var after = Math.max(
                    newest - WINDOW,
                    query.after().map(key -> AuditRow.number(key.name())).orElse(0L));
            var limit = query.limit() == 0 ? WINDOW : query.limit();
            return log.page(PgAuditLog.Query.after(after), limit + 1).thenApply(rows -> {
                var known = rows.stream().filter(row -> row.number() <= newest).toList();
                var shown = known.stream().limit(limit).map(AuditRow::stored).toList();
                // Numbers have few gaps: an estimate, as clients take it.
                var left = known.size() > limit ? newest - shown.getLast().version() : 0;
                return new Page(shown, newest, (int) Math.min(Integer.MAX_VALUE, left));
            });
        });
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return isOurs(key.resource()) ? neverWritten() : rest.create(key, object);
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return isOurs(key.resource()) ? neverWritten() : rest.update(key, object, expectedVersion);
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        return isOurs(key.resource()) ? neverWritten() : rest.delete(key, expectedVersion);
    }

    private static CompletionStage<WriteResult> neverWritten() {
        return CompletableFuture.failedStage(new IllegalStateException("audit events are written by the hub alone"));
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        return isOurs(resource)
                ? feed.follow(PgAuditLog.Query.after(fromVersion), listener)
                : rest.watch(resource, namespace, fromVersion, listener);
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return rest.currentVersion();
    }
}
