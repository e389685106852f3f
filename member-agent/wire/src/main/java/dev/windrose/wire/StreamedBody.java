package dev.windrose.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;

/**
 * A stream as the body of a request, read on a thread of its own and only as fast as the connection takes it. The client's
 * own publisher reads on the thread that would send the request's head: nobody would hear of a log that says nothing yet.
 */
public final class StreamedBody implements HttpRequest.BodyPublisher {
    private static final int PIECE = 16 * 1024;

    private final InputStream source;

    /** @param source read to its end; closed by whoever opened it */
    public StreamedBody(InputStream source) {
        this.source = source;
    }

    @Override
    public long contentLength() {
        return -1;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        var pump = new Pump(subscriber);
        subscriber.onSubscribe(pump);
        Thread.ofVirtual().name("log-body").start(pump);
    }

    private final class Pump implements Flow.Subscription, Runnable {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final Semaphore wanted = new Semaphore(0);
        private volatile boolean cancelled;

        Pump(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            wanted.release((int) Math.min(count, PIECE));
        }

        @Override
        public void cancel() {
            cancelled = true;
            wanted.release();
        }

        @Override
        public void run() {
            try {
                while (true) {
                    wanted.acquire();
                    if (cancelled) {
                        return;
                    }
                    byte[] piece = new byte[PIECE];
                    int length = source.read(piece);
                    if (length < 0) {
                        subscriber.onComplete();
                        return;
                    }
                    subscriber.onNext(ByteBuffer.wrap(piece, 0, length));
                }
            } catch (IOException e) {
                subscriber.onError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                subscriber.onError(e);
            }
        }
    }
}
