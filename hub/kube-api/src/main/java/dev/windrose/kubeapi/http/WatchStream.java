package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.service.ObjectListener;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ResourceStore.Subscription;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One watch: a line of JSON per change. Changes are written down on whatever thread tells of them, and sent on the
 * request's context as fast as the client reads. A client that lets more than {@link #MOST_PENDING} bytes pile up is told
 * 410 and has to list again: it cannot make the heap grow.
 */
final class WatchStream implements ObjectListener {
    static final long MOST_PENDING = 8L * 1024 * 1024;

    private static final long BOOKMARK_EVERY_MILLIS = 60_000;

    private final Exchange exchange;
    private final Representation representation;
    private final Options options;
    private final EventLines lines;
    private final InstantSource clock;
    private final Queue<Buffer> pending = new ConcurrentLinkedQueue<>();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicLong progress = new AtomicLong();
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private final ArrayDeque<Long> timers = new ArrayDeque<>();
    private volatile boolean over;
    private final AtomicBoolean columnsSent = new AtomicBoolean();
    private Iterator<Buffer> initial = Collections.emptyIterator();
    private long lastBookmark;

    /**
     * @param bookmarks whether the client takes BOOKMARK events
     * @param timeoutMillis after which the watch ends by itself
     */
    record Options(boolean bookmarks, long timeoutMillis) {}

    WatchStream(
            Exchange exchange, Representation representation, Options options, EventLines lines, InstantSource clock) {
        this.exchange = exchange;
        this.representation = representation;
        this.options = options;
        this.lines = lines;
        this.clock = clock;
    }

    /** Sends the head at once, so that the client knows the watch stands, and starts the clocks. On the context. */
    void open(long version) {
        progress.set(version);
        lastBookmark = version;
        HttpServerResponse response =
                exchange.begin(200, Exchange.contentType(Accept.Format.JSON)).setChunked(true);
        response.closeHandler(_ -> close());
        response.exceptionHandler(_ -> close());
        response.drainHandler(_ -> flush());
        response.write(Buffer.buffer());
        Vertx vertx = exchange.context().owner();
        timers.add(vertx.setTimer(options.timeoutMillis(), _ -> finish()));
        if (options.bookmarks()) {
            timers.add(vertx.setPeriodic(BOOKMARK_EVERY_MILLIS, _ -> bookmark()));
        }
    }

    /** Takes the subscription that feeds this stream; closed at once when the client has already gone. */
    void fedBy(Subscription source) {
        subscription.set(source);
        if (over) {
            source.close();
        }
    }

    @Override
    public void onChange(StoreEvent.Type type, StoredObject object) {
        if (!over) {
            offer(line(type, object, clock.instant()));
        }
    }

    private Buffer line(StoreEvent.Type type, StoredObject object, Instant now) {
        return lines.line(type, object, representation, !columnsSent.getAndSet(true), now);
    }

    @Override
    public void onProgress(long version) {
        progress.set(version);
    }

    @Override
    public void onExpired(String reason) {
        expire(reason);
    }

    /**
     * The objects that are there already, as ADDED, ahead of everything else; rendered only as fast as the client reads,
     * so that a large collection is no reason to expire. On the context, after {@link #open}.
     *
     * @param marked whether a bookmark is to say where they end
     */
    void begin(List<StoredObject> objects, long version, boolean marked) {
        Instant now = clock.instant();
        var added = objects.stream().map(object -> line(StoreEvent.Type.ADDED, object, now));
        var end = marked && options.bookmarks()
                ? Stream.of(version).map(at -> bookmarkLine(at, true))
                : Stream.<Buffer>empty();
        initial = Stream.concat(added, end).iterator();
        flush();
    }

    private void bookmark() {
        long version = progress.get();
        if (!over && version > lastBookmark) {
            lastBookmark = version;
            offer(bookmarkLine(version, false));
        }
    }

    private Buffer bookmarkLine(long version, boolean initialEnd) {
        ObjectNode object = Json.object()
                .put("kind", representation.resource().kind())
                .put("apiVersion", representation.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(version));
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        ObjectNode shown = representation.accept().as() == Accept.As.TABLE
                ? representation.table(object, clock.instant(), !columnsSent.getAndSet(true))
                : representation.single(object, clock.instant());
        return EventLines.line("BOOKMARK", Json.bytes(shown));
    }

    private void offer(Buffer line) {
        if (pendingBytes.addAndGet(line.length()) > MOST_PENDING) {
            expire("the watch was too slow: more than %d bytes were waiting to be read".formatted(MOST_PENDING));
            return;
        }
        pending.add(line);
        exchange.context().runOnContext(_ -> flush());
    }

    private void flush() {
        HttpServerResponse response = exchange.response();
        while (!response.closed() && !response.ended() && !response.writeQueueFull()) {
            if (initial.hasNext()) {
                response.write(initial.next());
                continue;
            }
            Buffer line = pending.poll();
            if (line == null) {
                return;
            }
            pendingBytes.addAndGet(-line.length());
            response.write(line);
        }
    }

    /** The last word: an ERROR event with the Status 410, then the end. */
    private void expire(String reason) {
        if (over) {
            return;
        }
        over = true;
        Buffer line =
                EventLines.line("ERROR", Json.bytes(Failures.expired(reason).toStatus()));
        exchange.context().runOnContext(_ -> {
            HttpServerResponse response = exchange.response();
            pending.clear();
            if (!response.ended() && !response.closed()) {
                exchange.end(line);
            }
            close();
        });
    }

    private void finish() {
        if (options.bookmarks()) {
            bookmark();
        }
        exchange.context().runOnContext(_ -> {
            flush();
            close();
            if (!exchange.response().ended() && !exchange.response().closed()) {
                exchange.end(Buffer.buffer());
            }
        });
    }

    void close() {
        over = true;
        timers.forEach(exchange.context().owner()::cancelTimer);
        timers.clear();
        Subscription source = subscription.getAndSet(null);
        if (source != null) {
            source.close();
        }
    }
}
