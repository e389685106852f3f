package dev.windrose.hub.store.db;

import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.StoredObject;
import dev.windrose.kubeapi.store.VersionGoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The collections that somebody has listed, each in memory as the log tells it. The first list of a collection reads its
 * table; every later one costs a look at the newest number.
 */
final class Mirrors {
    /** A feed that lags longer than this counts as a database that is away. */
    private static final long PATIENCE_SECONDS = 10;

    /** A mirror is lost when the log was trimmed past the feed; after so many in one list there is no hope. */
    private static final int ATTEMPTS = 3;

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("mirror").start(task);

    private final Database database;
    private final ChangeFeed feed;
    private final Map<ResourceName, CompletableFuture<Mirror>> mirrors = new ConcurrentHashMap<>();

    Mirrors(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
    }

    CompletionStage<Page> list(ListQuery query) {
        return list(query, ATTEMPTS);
    }

    private CompletionStage<Page> list(ListQuery query, int attempts) {
        return mirror(query.resource())
                .thenCompose(mirror -> read(mirror, query))
                .exceptionallyCompose(failure -> isLoss(failure) && attempts > 1
                        ? list(query, attempts - 1)
                        : CompletableFuture.failedStage(failure));
    }

    private static boolean isLoss(@Nullable Throwable failure) {
        return failure instanceof Mirror.LostException
                || (failure instanceof CompletionException && isLoss(failure.getCause()));
    }

    private CompletableFuture<Mirror> mirror(ResourceName name) {
        return mirrors.compute(name, (_, known) -> known == null || isOver(known) ? load(name) : known);
    }

    private static boolean isOver(CompletableFuture<Mirror> mirror) {
        return switch (mirror.state()) {
            case RUNNING -> false;
            case SUCCESS -> mirror.resultNow().isLost();
            case FAILED, CANCELLED -> true;
        };
    }

    private CompletionStage<Page> read(Mirror mirror, ListQuery query) {
        if (query.asOf().filter(mirror::knows).isPresent()) {
            return CompletableFuture.completedStage(mirror.page(query));
        }
        return newest().thenCompose(newest -> {
                    if (query.asOf().filter(asked -> asked > newest).isPresent()) {
                        throw new VersionGoneException(query.asOf().orElseThrow());
                    }
                    feed.wake();
                    return mirror.at(newest).toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
                })
                .thenApply(found -> found.page(query));
    }

    /** The number of the newest committed change. */
    CompletionStage<Long> newest() {
        return database.statement(
                s -> s.createNativeQuery("select coalesce(max(version), 0) from resource_log", Long.class)
                        .getSingleResult());
    }

    /**
     * One statement, hence one snapshot: the objects and the newest number in it belong together. The left join gives one row
     * with a number even where there is no object.
     */
    private CompletableFuture<Mirror> load(ResourceName name) {
        return database.statement(s -> s.createNativeQuery("""
                        select newest.version, r.namespace, r.name, r.version, cast(r.object as text)
                          from (select coalesce(max(version), 0) as version from resource_log) newest
                          left join resource r on r.resource = ?1""", Object[].class)
                        .setParameter(1, Rows.resource(name))
                        .getResultList())
                .thenApplyAsync(rows -> mirror(name, rows), THREADS)
                .toCompletableFuture();
    }

    private Mirror mirror(ResourceName name, List<Object[]> rows) {
        var objects = new ArrayList<StoredObject>(rows.size());
        for (var row : rows) {
            if (row[1] != null) {
                var key = new ObjectKey(name, (String) row[1], (String) row[2]);
                objects.add(Rows.stored(key, (String) row[4], Rows.number(row[3])));
            }
        }
        var version = Rows.number(rows.getFirst()[0]);
        var mirror = new Mirror(objects, version, THREADS);
        mirror.fedBy(feed.subscribe(new ChangeFeed.Interest(name, Optional.empty()), version, mirror));
        return mirror;
    }
}
