package dev.windrose.agent.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows one collection: lists it in pages, then watches from that list's version for about five minutes, and starts
 * over; sooner when the watch is too old (410), breaks or falls silent. The list anew is the periodic full pass: an event
 * that was lost, by whomever, is made good by it. Each object is turned into a {@code T} at once and forgotten; what maps
 * to null is not kept.
 *
 * <p>All calls to the listener come from one virtual thread, in order. Losing the server loses nothing that was heard:
 * the listener keeps what it has (stale beats none) until the next complete list replaces it.
 *
 * @param <T> the few values kept of an object
 */
public final class ListWatch<T> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ListWatch.class);
    private static final int PAGE = 250;
    /** The server ends the watch after this; a watch that is silent for longer than that is dead. */
    private static final Duration WATCH_FOR = Duration.ofSeconds(290);

    private static final Duration SILENCE = WATCH_FOR.plusSeconds(30);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);
    private static final Duration BRIEF = Duration.ofSeconds(1);

    /** Hears of the collection. Keys are {@code namespace/name}, or the name alone without namespace. */
    public interface Listener<T> {
        /** All there is, as of one version. */
        void replaced(Map<String, T> all);

        /** Made or changed. */
        void changed(String key, T value);

        /** Deleted, or no longer of interest to the mapping. */
        void gone(String key);
    }

    private final KubeApi api;
    private final String path;
    private final String query;
    private final Function<JsonNode, @Nullable T> mapping;
    private final Listener<T> listener;
    private final Thread thread;
    private volatile boolean synced;
    private volatile boolean closed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String trouble = "not listed yet";

    private ListWatch(
            KubeApi api, String path, String selector, Function<JsonNode, @Nullable T> mapping, Listener<T> listener) {
        this.api = api;
        this.path = path;
        this.query = selector.isEmpty() ? "" : "&labelSelector=" + URLEncoder.encode(selector, UTF_8);
        this.mapping = mapping;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("watch " + path).unstarted(this::run);
    }

    /** Begins to follow; returns at once. */
    public static <T> ListWatch<T> start(
            KubeApi api, String path, String selector, Function<JsonNode, @Nullable T> mapping, Listener<T> listener) {
        var watch = new ListWatch<>(api, path, selector, mapping, listener);
        watch.thread.start();
        return watch;
    }

    /** Whether the listener has had a complete list. */
    public boolean isSynced() {
        return synced;
    }

    /** Why nothing is heard at present; empty while all is well. */
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed = true;
        closing.countDown();
        thread.interrupt();
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        while (!closed) {
            try {
                String version = list();
                synced = true;
                trouble = "";
                long opened = System.nanoTime();
                watch(version);
                // A server that ends watches at once must not make this a busy loop.
                boolean brief = System.nanoTime() - opened < BRIEF.toNanos();
                retry = brief ? pause(retry) : FIRST_RETRY;
            } catch (IOException e) {
                if (closed) {
                    return;
                }
                if (!e.toString().equals(trouble)) {
                    LOG.warnf("watch=%s state=interrupted reason=\"%s\"", path, e.getMessage());
                }
                trouble = e.toString();
                retry = pause(retry);
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                if (closed) {
                    return; // what the listener would have woken is closed as well
                }
                LOG.errorf(e, "watch=%s state=failed", path);
                trouble = e.toString();
                retry = pause(retry);
            }
        }
    }

    /** Waits between attempts, twice as long each time; closing ends the wait. */
    private Duration pause(Duration retry) {
        try {
            if (closing.await(retry.toNanos(), TimeUnit.NANOSECONDS)) {
                closed = true;
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        Duration next = retry.multipliedBy(2);
        return next.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : next;
    }

    private String list() throws IOException {
        var all = new HashMap<String, T>();
        String version = "";
        String next = "";
        do {
            String from = next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, UTF_8);
            byte[] page = api.bytes(path + "?limit=" + PAGE + query + from);
            try (JsonParser parser = KubeApi.JSON.createParser(page)) {
                JsonNode metadata = readList(parser, all);
                version = metadata.path("resourceVersion").asText();
                next = metadata.path("continue").asText();
            }
        } while (!next.isEmpty() && !closed);
        listener.replaced(all);
        return version;
    }

    /** Reads {@code {metadata, items}} without ever holding more than one item as a tree. */
    private JsonNode readList(JsonParser parser, Map<String, T> into) throws IOException {
        JsonNode metadata = KubeApi.JSON.createObjectNode();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("A list of " + path + " is no JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken token = parser.nextToken();
            if (field.equals("metadata")) {
                metadata = KubeApi.JSON.readTree(parser);
            } else if (field.equals("items") && token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    JsonNode item = SlimTree.value(parser);
                    T value = mapping.apply(item);
                    if (value != null) {
                        into.put(keyOf(item), value);
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
        return metadata;
    }

    /** Follows changes until the stream ends. */
    private void watch(String from) throws IOException, InterruptedException {
        BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
        String uri = "%s?watch=true&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s%s"
                .formatted(path, WATCH_FOR.toSeconds(), URLEncoder.encode(from, UTF_8), query);
        var opening = api.stream(uri, (buffers, body) -> chunks.add(new Chunk(bytesOf(buffers), body, null)));
        AsyncBody body = null;
        try {
            var response = opening.get(api.timeout().toMillis(), TimeUnit.MILLISECONDS);
            body = response.body();
            if (response.code() == 410) {
                return;
            }
            if (response.code() != 200) {
                throw new IOException("watch of %s was answered HTTP %d".formatted(path, response.code()));
            }
            body.done().whenComplete((_, failure) -> chunks.add(Chunk.end(failure)));
            body.consume();
            follow(chunks);
        } catch (ExecutionException e) {
            throw new IOException(KubeApi.reason(e), e);
        } catch (TimeoutException e) {
            opening.cancel(true);
            throw new IOException("watch of %s was not answered within %s".formatted(path, api.timeout()), e);
        } finally {
            if (body != null) {
                body.cancel();
            }
        }
    }

    private void follow(BlockingQueue<Chunk> chunks) throws IOException, InterruptedException {
        var line = new ByteArrayOutputStream();
        while (!closed) {
            Chunk chunk = chunks.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            if (chunk == null) {
                throw new IOException("watch of %s was silent for %s".formatted(path, SILENCE));
            }
            if (chunk.body() == null) {
                if (chunk.failure() != null) {
                    throw new IOException(KubeApi.reason(chunk.failure()), chunk.failure());
                }
                return;
            }
            for (byte[] event : split(chunk.bytes(), line)) {
                if (!onEvent(KubeApi.parse(event))) {
                    return;
                }
            }
            chunk.body().consume();
        }
    }

    /** Whether the watch goes on after this event. */
    private boolean onEvent(JsonNode event) throws IOException {
        JsonNode object = event.path("object");
        switch (event.path("type").asText()) {
            case "ADDED", "MODIFIED" -> {
                T value = mapping.apply(object);
                if (value == null) {
                    listener.gone(keyOf(object));
                } else {
                    listener.changed(keyOf(object), value);
                }
            }
            case "DELETED" -> listener.gone(keyOf(object));
            case "BOOKMARK" -> LOG.tracef("watch=%s bookmark", path);
            case "ERROR" -> {
                if (object.path("code").asInt() == 410) {
                    return false;
                }
                throw new IOException(
                        "watch of %s: %s".formatted(path, object.path("message").asText()));
            }
            default ->
                throw new IOException("watch of %s sent an event of unknown type (%s)"
                        .formatted(path, event.path("type").asText()));
        }
        return true;
    }

    /** Completes lines; what follows the last line feed waits in {@code rest} for the next chunk. */
    static List<byte[]> split(byte[] chunk, ByteArrayOutputStream rest) {
        var lines = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                rest.write(chunk, start, i - start);
                if (rest.size() > 0) {
                    lines.add(rest.toByteArray());
                }
                rest.reset();
                start = i + 1;
            }
        }
        rest.write(chunk, start, chunk.length - start);
        return lines;
    }

    static String keyOf(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        String namespace = metadata.path("namespace").asText();
        String name = metadata.path("name").asText();
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    private static byte[] bytesOf(List<ByteBuffer> buffers) {
        int size = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        buffers.forEach(all::put);
        return all.array();
    }

    /** Bytes with the body to ask for more, or the end of the stream (no body). */
    private record Chunk(
            byte[] bytes,
            @Nullable AsyncBody body,
            @Nullable Throwable failure) {
        static Chunk end(@Nullable Throwable failure) {
            return new Chunk(new byte[0], null, failure);
        }
    }
}
