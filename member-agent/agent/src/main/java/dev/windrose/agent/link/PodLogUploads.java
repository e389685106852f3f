package dev.windrose.agent.link;

import dev.windrose.protocol.HubMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Sends logs that the hub asks for to the hub, by HTTPS: the agent dials, as always. At most {@link #AT_ONCE} at a time;
 * the hub ends one by hanging up.
 */
final class PodLogUploads implements AutoCloseable {
    static final int AT_ONCE = 8;

    private static final Logger LOG = Logger.getLogger(PodLogUploads.class);

    /** Sends a body to the hub; returns when the hub has it, or has hung up. */
    @FunctionalInterface
    interface Sender {
        void send(String id, int status, InputStream body) throws IOException, InterruptedException;
    }

    private final PodLogSource source;
    private final Supplier<Sender> hub;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("pod-log-", 0).factory());

    PodLogUploads(PodLogSource source, Supplier<Sender> hub) {
        this.source = source;
        this.hub = hub;
    }

    /** Returns at once. */
    void start(HubMessage.PodLog request) {
        threads.execute(() -> serve(request));
    }

    private void serve(HubMessage.PodLog request) {
        if (!slots.tryAcquire()) {
            refuse(request, 429, "the agent sends %d logs already; end one of them".formatted(AT_ONCE));
            return;
        }
        try {
            switch (source.open(request)) {
                case PodLogSource.Opened.Log(InputStream bytes) -> {
                    try (bytes) {
                        send(request, 200, bytes);
                    } catch (IOException e) {
                        LOG.debugf(
                                "a log ended pod=%s/%s cause=%s", request.namespace(), request.pod(), e.getMessage());
                    }
                }
                case PodLogSource.Opened.Refused(int code, String why) -> refuse(request, code, why);
            }
        } finally {
            slots.release();
        }
    }

    private void refuse(HubMessage.PodLog request, int code, String why) {
        try {
            send(request, code, new ByteArrayInputStream(why.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            LOG.debugf(
                    "a refusal was not heard pod=%s/%s cause=%s", request.namespace(), request.pod(), e.getMessage());
        }
    }

    private void send(HubMessage.PodLog request, int status, InputStream body) throws IOException {
        try {
            hub.get().send(request.id(), status, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
