package dev.windrose.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Watches on one collection, and when each of them heard of which write. */
final class Watchers implements AutoCloseable {
    /** The annotation that numbers the writes; its name comes first so that it is found without parsing. */
    private static final byte[] MARK = "\"windrose.dev/tick\":\"".getBytes(StandardCharsets.US_ASCII);

    private final List<Wire> wires = new ArrayList<>();
    private final AtomicReferenceArray<Tick> ticks;

    /** One write: who has not heard of it yet, and when the others did. */
    private static final class Tick {
        final CountDownLatch waiting;
        final Samples heard = new Samples();
        private final long sent = System.nanoTime();

        Tick(int watchers) {
            this.waiting = new CountDownLatch(watchers);
        }

        synchronized void heard() {
            heard.add(System.nanoTime() - sent);
            waiting.countDown();
        }
    }

    private Watchers(int writes) {
        this.ticks = new AtomicReferenceArray<>(writes);
    }

    /** Opens so many watches, each on its own connection, that follow at once. */
    static Watchers open(Wire.Door door, String path, int watchers, int writes) throws IOException {
        var all = new Watchers(writes);
        try {
            for (int i = 0; i < watchers; i++) {
                Wire wire = door.open();
                all.wires.add(wire);
                wire.watch(path);
                Thread.ofVirtual().name("watcher-" + i).start(() -> all.follow(wire));
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void follow(Wire wire) {
        int[] last = {-1};
        try {
            wire.follow((bytes, length) -> {
                int number = number(bytes, length);
                Tick tick = number > last[0] ? ticks.get(number) : null;
                if (tick != null) {
                    last[0] = number;
                    tick.heard();
                }
                return true;
            });
        } catch (IOException _) {
            // Closed at the end, or broken: then a write is not heard of, which is told.
        }
    }

    /** Makes one write and waits until every watcher has heard of it. */
    void write(int number, Wire writer, String path, Samples into) throws IOException, InterruptedException {
        var tick = new Tick(wires.size());
        ticks.set(number, tick);
        writer.merge(path, "{\"metadata\":{\"annotations\":{\"windrose.dev/tick\":\"%d\"}}}".formatted(number))
                .expect("a write");
        if (!tick.waiting.await(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("%d of %d watchers did not hear of write %d within 20 s"
                    .formatted(tick.waiting.getCount(), wires.size(), number));
        }
        tick.heard.addAllTo(into);
    }

    private static int number(byte[] bytes, int length) {
        for (int at = 0; at + MARK.length < length; at++) {
            int matched = 0;
            while (matched < MARK.length && bytes[at + matched] == MARK[matched]) {
                matched++;
            }
            if (matched == MARK.length) {
                int number = 0;
                for (int i = at + matched; bytes[i] != '"'; i++) {
                    number = 10 * number + bytes[i] - '0';
                }
                return number;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
    }
}
