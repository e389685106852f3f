package dev.windrose.hub.access.db;

import dev.windrose.hub.access.limit.ObjectLimits;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.store.ResourceName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many objects of a kind a namespace has: counted now and then, and in between by what this hub lets in. A creation that
 * fails afterwards counts until the next look, so that the limit is met early rather than late.
 */
@ApplicationScoped
public class PgObjectCounts implements ObjectLimits.Counts {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration SPACING = Duration.ofMillis(500);

    private final Database database;
    private final Loop loop;
    private volatile Seen seen = new Seen(Map.of());

    /** One look, and what came since. */
    private record Seen(Map<String, Long> counted, Map<String, LongAdder> since) {
        Seen(Map<String, Long> counted) {
            this(counted, new ConcurrentHashMap<>());
        }
    }

    public PgObjectCounts(Database database, MeterRegistry metrics) {
        this.database = database;
        this.loop = new Loop("object-counts", PERIOD, SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(2700) StartupEvent event) {
        pass();
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        List<Object[]> rows = database.transact(s -> s.createNativeQuery(
                        "select resource, namespace, count(*) from resource where namespace <> '' group by 1, 2",
                        Object[].class)
                .getResultList());
        var counted = new HashMap<String, Long>();
        rows.forEach(row -> counted.put(key((String) row[0], (String) row[1]), ((Number) row[2]).longValue()));
        seen = new Seen(Map.copyOf(counted));
    }

    private static String key(String kind, String namespace) {
        return kind + " " + namespace;
    }

    @Override
    public long of(ResourceName kind, String namespace) {
        var now = seen;
        var key = key(kind.toString(), namespace);
        var since = now.since().get(key);
        return now.counted().getOrDefault(key, 0L) + (since == null ? 0 : since.sum());
    }

    @Override
    public void making(ResourceName kind, String namespace) {
        seen.since()
                .computeIfAbsent(key(kind.toString(), namespace), _ -> new LongAdder())
                .increment();
    }

    @Override
    public void doubt() {
        loop.wake();
    }
}
