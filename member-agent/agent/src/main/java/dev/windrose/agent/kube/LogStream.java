package dev.windrose.agent.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A response of the API server as a stream that blocks its reader: the next chunk is asked for when the last one was read,
 * so a slow reader holds up the server and no memory. Closing it hangs up.
 */
final class LogStream extends InputStream {
    private sealed interface Item {
        record Chunk(List<ByteBuffer> bytes, AsyncBody body) implements Item {}

        record End(@Nullable Throwable failure) implements Item {}
    }

    /** At most one chunk and one end at a time: nothing comes unasked. */
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

    private final byte[] one = new byte[1];
    private List<ByteBuffer> rest = List.of();
    private volatile @Nullable AsyncBody body;
    private Item.@Nullable End end;

    /** For {@code consumeBytes}; called on the client's event loop. */
    void chunk(List<ByteBuffer> bytes, AsyncBody source) {
        body = source;
        items.add(new Item.Chunk(bytes, source));
    }

    void ended(@Nullable Throwable failure) {
        items.add(new Item.End(failure));
    }

    /** The answer's head is here: let the body come. */
    void begin(AsyncBody source) {
        body = source;
        source.consume();
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** What is there, at least one byte: a log that is followed must not wait for a full buffer. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (true) {
            for (var buffer : rest) {
                if (buffer.hasRemaining()) {
                    int count = Math.min(length, buffer.remaining());
                    buffer.get(into, offset, count);
                    return count;
                }
            }
            if (end != null) {
                return ended();
            }
            switch (next()) {
                case Item.Chunk chunk -> {
                    rest = chunk.bytes();
                    chunk.body().consume();
                }
                case Item.End last -> end = last;
            }
        }
    }

    private int ended() throws IOException {
        if (end != null && end.failure() != null) {
            throw new IOException("the log broke off: " + KubeApi.reason(end.failure()), end.failure());
        }
        return -1;
    }

    private Item next() throws IOException {
        try {
            return items.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        AsyncBody open = body;
        if (open != null) {
            open.cancel();
        }
        items.add(new Item.End(null));
    }
}
