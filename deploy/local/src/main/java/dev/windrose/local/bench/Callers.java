package dev.windrose.local.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several callers at once, each on a connection of its own, who share a number of requests out among themselves.
 *
 * @param doors taken in turn
 */
record Callers(List<Wire.Door> doors, int callers) {
    Callers(Wire.Door door, int callers) {
        this(List.of(door), callers);
    }

    /** One of the requests. */
    interface Request {
        void send(Wire wire, int number) throws IOException;
    }

    /** Makes all requests; how many a second they came to, from the first to the last one answered. */
    double perSecond(int requests, Request request) throws IOException, InterruptedException {
        var next = new AtomicInteger();
        var wires = new ArrayList<Wire>();
        try (var threads = Executors.newFixedThreadPool(callers)) {
            for (int i = 0; i < callers; i++) {
                wires.add(doors.get(i % doors.size()).open());
            }
            long start = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (Wire wire : wires) {
                all.add(threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
                        request.send(wire, number);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            return requests / ((System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException("a caller failed: " + e.getCause(), e);
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
