package dev.windrose.hub.rest;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * An answer in pieces, written as fast as the reader reads: whoever writes waits while the connection's queue is full,
 * so that a slow reader costs no memory.
 */
public final class Outflow {
    private final HttpServerRequest request;
    private final Context context;
    private final HttpServerResponse response;
    /** One permit as soon as the queue has room again, or the reader is gone. */
    private final Semaphore room = new Semaphore(0);

    private volatile boolean gone;

    Outflow(HttpServerRequest request, Context context, Consumer<HttpServerResponse> head) {
        this.request = request;
        this.context = context;
        this.response = request.response();
        context.runOnContext(_ -> {
            head.accept(response);
            response.exceptionHandler(_ -> left());
            response.closeHandler(_ -> left());
            response.drainHandler(_ -> room.release());
            response.write(Buffer.buffer());
            request.resume();
        });
    }

    private void left() {
        gone = true;
        room.release();
    }

    /** Whether the reader has left. */
    public boolean isGone() {
        return gone;
    }

    /** Runs when the reader leaves; at once if it has. */
    public void onGone(Runnable then) {
        context.runOnContext(_ -> {
            if (gone || response.closed()) {
                then.run();
            }
            response.closeHandler(_ -> {
                left();
                then.run();
            });
        });
    }

    /** Writes, and waits for room. @return false when the reader has left */
    public boolean write(String text) throws InterruptedException {
        return write(Buffer.buffer(text));
    }

    /** Writes, and waits for room. @return false when the reader has left */
    public boolean write(Buffer bytes) throws InterruptedException {
        var full = new java.util.concurrent.CompletableFuture<Boolean>();
        context.runOnContext(_ -> {
            if (gone || response.closed() || response.ended()) {
                gone = true;
                full.complete(false);
                return;
            }
            response.write(bytes);
            full.complete(response.writeQueueFull());
        });
        if (full.join()) {
            room.drainPermits();
            // The queue may have drained between the question and here.
            var again = new java.util.concurrent.CompletableFuture<Boolean>();
            context.runOnContext(_ -> again.complete(response.writeQueueFull()));
            if (!gone && again.join()) {
                room.acquire();
            }
        }
        return !gone;
    }

    public void end() {
        context.runOnContext(_ -> {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
            if (!request.isEnded()) {
                request.resume();
            }
        });
    }
}
