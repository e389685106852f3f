package dev.windrose.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A watch on workloads: when each was first seen with the condition Placed. */
final class PlacedSight implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("\"metadata\":\\{[^{}]*?\"name\":\"([^\"]+)\"");
    private static final Pattern CONDITION = Pattern.compile("\\{[^{}]*\"type\":\"Placed\"[^{}]*}");
    private static final String TRUE = "\"status\":\"True\"";

    private final Wire wire;
    private final CountDownLatch missing;
    private final Map<String, Long> placed = new ConcurrentHashMap<>();

    private PlacedSight(Wire wire, int workloads) {
        this.wire = wire;
        this.missing = new CountDownLatch(workloads);
    }

    /** @param path of a watch */
    static PlacedSight open(Wire.Door door, String path, int workloads) throws IOException {
        Wire wire = door.open();
        wire.watch(path);
        var sight = new PlacedSight(wire, workloads);
        Thread.ofVirtual().name("placed-sight").start(sight::follow);
        return sight;
    }

    private void follow() {
        try {
            wire.follow((bytes, length) -> {
                take(new String(bytes, 0, length, StandardCharsets.UTF_8), System.nanoTime());
                return true;
            });
        } catch (IOException _) {
            // Closed at the end, or broken: then workloads are missing, which is told.
        }
    }

    private void take(String event, long now) {
        String name = placed(event);
        if (!name.isEmpty() && placed.putIfAbsent(name, now) == null) {
            missing.countDown();
        }
    }

    /** The workload that an event shows placed; empty when it shows none. */
    static String placed(String event) {
        var condition = CONDITION.matcher(event);
        if (!condition.find() || !condition.group().contains(TRUE)) {
            return "";
        }
        var name = NAME.matcher(event);
        return name.find() ? name.group(1) : "";
    }

    /** By {@link System#nanoTime()}, of all workloads; waits for them. */
    Map<String, Long> all(Duration limit) throws IOException, InterruptedException {
        if (!missing.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("%d workloads were not seen placed within %s".formatted(missing.getCount(), limit));
        }
        return Map.copyOf(placed);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
