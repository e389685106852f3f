package dev.windrose.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.protocol.HubMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PodLogUploadsTest {
    private static final String ID = "0".repeat(32);
    private static final String ONE_MORE = "f".repeat(32);

    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Test
    void sendsTheLogUnderTheIdThatWasAsked() throws Exception {
        try (var uploads = new PodLogUploads(_ -> log("one\ntwo\n"), () -> this::record)) {
            uploads.start(request(ID));

            assertThat(next()).isEqualTo(ID + " 200 one\ntwo\n");
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void tellsARefusalInTheWordsOfTheOneWhoRefused() throws Exception {
        var refused = new PodLogSource.Opened.Refused(404, "no such pod");
        try (var uploads = new PodLogUploads(_ -> refused, () -> this::record)) {
            uploads.start(request(ID));

            assertThat(next()).isEqualTo(ID + " 404 no such pod");
        }
    }

    @Test
    void letsGoOfTheLogWhenTheHubHangsUp() throws Exception {
        PodLogUploads.Sender broken = (_, _, _) -> {
            throw new IOException("connection reset");
        };
        try (var uploads = new PodLogUploads(_ -> log("endless"), () -> broken)) {
            uploads.start(request(ID));

            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void sendsSoManyAtOnceAndRefusesTheNext() throws Exception {
        var started = new CountDownLatch(PodLogUploads.AT_ONCE);
        var go = new CountDownLatch(1);
        PodLogUploads.Sender waiting = (id, status, body) -> {
            if (status == 200) {
                started.countDown();
                go.await();
            }
            record(id, status, body);
        };
        try (var uploads = new PodLogUploads(_ -> log("x"), () -> waiting)) {
            for (int i = 0; i < PodLogUploads.AT_ONCE; i++) {
                uploads.start(request(ID));
            }
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

            uploads.start(request(ONE_MORE));

            assertThat(next()).startsWith(ONE_MORE + " 429 the agent sends 8 logs already");
            go.countDown();
            for (int i = 0; i < PodLogUploads.AT_ONCE; i++) {
                assertThat(next()).isEqualTo(ID + " 200 x");
            }
        }
    }

    private String next() throws InterruptedException {
        return String.valueOf(sent.poll(20, TimeUnit.SECONDS));
    }

    private void record(String id, int status, InputStream body) throws IOException {
        sent.add("%s %d %s".formatted(id, status, new String(body.readAllBytes(), UTF_8)));
    }

    private PodLogSource.Opened log(String text) {
        return new PodLogSource.Opened.Log(new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public void close() {
                closed.countDown();
            }
        });
    }

    private static HubMessage.PodLog request(String id) {
        return new HubMessage.PodLog(id, "team-a", "chat-0", "", true, -1, -1);
    }
}
