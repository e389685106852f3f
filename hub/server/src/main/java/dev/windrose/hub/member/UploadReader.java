package dev.windrose.hub.member;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes a paused upload piece by piece, each only when it is asked for, so that nothing piles up. */
final class UploadReader {
    private static final int LONGEST_REFUSAL = 16 * 1024;
    private static final Optional<Buffer> END = Optional.empty();

    private final HttpServerRequest upload;
    /** At most one piece and the end. */
    private final BlockingQueue<Optional<Buffer>> pieces = new LinkedBlockingQueue<>();

    private volatile boolean over;

    UploadReader(HttpServerRequest upload) {
        this.upload = upload;
        upload.handler(piece -> pieces.add(Optional.of(piece)));
        upload.endHandler(_ -> {
            over = true;
            pieces.add(END);
        });
        upload.exceptionHandler(_ -> {
            over = true;
            pieces.add(END);
        });
    }

    /** The next piece; empty at the end, however it came, and when none came for so long. */
    Optional<Buffer> next(Duration patience) throws InterruptedException {
        if (!over) {
            upload.fetch(1);
        }
        var piece = pieces.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return piece == null ? END : piece;
    }

    /** A short body as a whole. */
    Buffer whole(Duration patience) throws InterruptedException {
        var all = Buffer.buffer();
        for (var piece = next(patience); piece.isPresent() && all.length() < LONGEST_REFUSAL; piece = next(patience)) {
            all.appendBuffer(piece.get());
        }
        return all;
    }

    /** Whoever waits for a piece waits no longer. */
    void stop() {
        pieces.add(END);
    }

    /** Says that all was taken; hangs up when it was not. */
    void answer() {
        if (over) {
            upload.response().setStatusCode(204).end();
        } else {
            hangUp();
        }
    }

    void hangUp() {
        upload.response().reset();
    }
}
