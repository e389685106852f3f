package dev.windrose.hub.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.access.SecureHubProfile;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Pem;
import dev.windrose.wire.SigningRequest;
import dev.windrose.wire.StreamedBody;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs through the running hub, from an agent that the test plays over broker and HTTPS to whoever reads them. */
@QuarkusTest
@TestProfile(SecureHubProfile.class)
class PodLogIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int LINE = 1 << 16;
    private static final int LINES = 512;

    @Inject
    HubConfig config;

    @Inject
    Vertx vertx;

    private final HubLinkContext context = HubLinkContext.current().orElseThrow();
    private final ClusterName member = new ClusterName("logs-" + NUMBER.incrementAndGet());
    private final KeyPair keys = Keys.generate();
    private final Set<String> taken = new HashSet<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private HttpClient reader;
    private HttpClient uploader;
    private TestAgent agent;

    @BeforeEach
    void join() throws Exception {
        reader = HttpClient.newBuilder().sslContext(tls("")).build();
        var token = JoinTokenText.create(member, context.pki().authority().certificate());
        create("jointokens", """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "JoinToken", "metadata": {"name": "logs-%s"},
                 "spec": {"cluster": "%s", "tokenHash": "%s", "expiresAt": "%s", "autoAccept": true}}""".formatted(
                        token.hash().hex().substring(0, 8),
                        member,
                        token.hash().hex(),
                        Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.SECONDS)));
        var request = new LinkApi.JoinRequest(token.reveal(), SigningRequest.create(member, keys), "test");
        var joined = reader.send(
                HttpRequest.newBuilder(uri(LinkApi.JOIN))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request.toJson()))
                        .build(),
                BodyHandlers.ofString());
        var membership = LinkApi.Membership.parse(joined.body()).orElseThrow();
        uploader = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls(membership.certificate()))
                .build();
        agent = new TestAgent(vertx, membership, keys, new Incarnation(System.nanoTime())).connect(membership);
        agent.hello(Map.of());
        await().atMost(SOON).until(agent::isPoked);
        agent.hello(Map.of(SectionName.WORKLOADS, SectionState.NONE), Set.of(HubMessage.POD_LOGS));
        await().atMost(SOON).until(agent::isWelcome);
        heart.scheduleAtFixedRate(agent::renew, 0, 1, TimeUnit.SECONDS);
    }

    @AfterEach
    void leave() {
        heart.shutdownNow();
        agent.close();
        reader.shutdownNow();
        uploader.shutdownNow();
    }

    @Test
    void whatIsFollowedComesAsItIsWrittenAndEndsWithThePod() throws Exception {
        var answer = read("pod-a", "?follow=true&tailLines=7");
        var asked = asked("pod-a");
        assertThat(asked.follow()).isTrue();
        assertThat(asked.tailLines()).isEqualTo(7);
        var pod = new Pod();
        var sent = send(asked, 200, pod);

        pod.write("one\n");
        var lines = lines(answer);
        assertThat(lines.readLine()).isEqualTo("one");
        pod.write("two\nthree\n");
        assertThat(lines.readLine()).isEqualTo("two");
        assertThat(lines.readLine()).isEqualTo("three");
        pod.close();

        assertThat(lines.readLine()).as("the end").isNull();
        assertThat(sent.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    @Test
    void whoeverLeavesEndsTheUpload() throws Exception {
        var answer = read("pod-b", "?follow=true");
        var pod = new Pod();
        var sent = send(asked("pod-b"), 200, pod);
        pod.write("one\n");
        var lines = lines(answer);
        assertThat(lines.readLine()).isEqualTo("one");

        lines.close();

        // Nothing more is written, and the agent hears of it all the same.
        assertThatThrownBy(() -> sent.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void whatTheMemberRefusesIsToldInItsWords() throws Exception {
        var answer = read("pod-c", "");
        var pod = new Pod();
        var sent = send(asked("pod-c"), 404, pod);
        pod.write("no pod pod-c runs here");
        pod.close();

        assertThat(sent.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
        assertThat(text(answer)).contains("no-such-pod").contains(member + ": no pod pod-c runs here");
    }

    @Test
    void whoIsAwayIs503AndWhoIsSilentIs504() throws Exception {
        var silent = read("pod-d", "");
        create("memberclusters", """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "MemberCluster", "metadata": {"name": "logs-away"},
                 "spec": {}}""");
        var away = reader.send(
                request("/api/v1/members/logs-away/namespaces/team-a/pods/x/log")
                        .build(),
                BodyHandlers.ofString());

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(away.body()).contains("agent-away").contains("try again when it is Connected");
        var asked = asked("pod-d");
        assertThat(silent.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(504);
        assertThat(text(silent)).contains("agent-silent").contains("sent nothing within 10 s");
        // What comes too late is taken by nobody.
        var late = new Pod();
        late.close();
        assertThat(send(asked, 200, late).get(20, TimeUnit.SECONDS).statusCode())
                .isEqualTo(404);
    }

    /** 32 MB wait in the pod while nobody reads: what is under way is what the connections hold, and nothing is lost. */
    @Test
    void whoReadsSlowlySlowsThePodDownAndNotTheHub() throws Exception {
        try (var slow = (SSLSocket) tls("").getSocketFactory().createSocket()) {
            slow.setReceiveBufferSize(LINE);
            slow.connect(new java.net.InetSocketAddress(
                    "127.0.0.1", context.settings().httpsPort()));
            slow.getOutputStream()
                    .write(
                            "GET /api/v1/members/%s/namespaces/team-a/pods/pod-e/log HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(member, token())
                                    .getBytes(StandardCharsets.US_ASCII));
            var endless = new Endless();
            var sent = send(asked("pod-e"), 200, endless);

            await().atMost(SOON).until(() -> {
                long before = endless.taken.get();
                return before > 0 && !progresses(endless, before);
            });
            assertThat(endless.taken.get()).isLessThan((long) LINE * LINES * 3 / 4);

            var all = slow.getInputStream().readAllBytes();
            assertThat(sent.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
            assertThat(all.length).isGreaterThanOrEqualTo(LINE * LINES);
        }
    }

    /** Whether more is taken within half a second. */
    private static boolean progresses(Endless log, long before) {
        try {
            await().atMost(Duration.ofMillis(500)).until(() -> log.taken.get() > before);
            return true;
        } catch (org.awaitility.core.ConditionTimeoutException _) {
            return false;
        }
    }

    /** A log of which nothing comes until it is written. */
    private static final class Pod extends InputStream {
        private final java.io.PipedInputStream in = new java.io.PipedInputStream();
        private final OutputStream out;

        Pod() throws IOException {
            out = new java.io.PipedOutputStream(in);
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** A long log, and how much of it was taken. */
    private static final class Endless extends InputStream {
        private final AtomicLong taken = new AtomicLong();

        @Override
        public int read() {
            return taken.get() >= (long) LINE * LINES ? -1 : (int) (taken.getAndIncrement() % 10) + '0';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int more = (int) Math.min(length, (long) LINE * LINES - taken.get());
            java.util.Arrays.fill(bytes, offset, offset + more, (byte) 'x');
            taken.addAndGet(more);
            return more == 0 ? -1 : more;
        }
    }

    private CompletableFuture<HttpResponse<InputStream>> read(String pod, String query) {
        return reader.sendAsync(
                request("/api/v1/members/%s/namespaces/team-a/pods/%s/log%s".formatted(member, pod, query))
                        .build(),
                BodyHandlers.ofInputStream());
    }

    private static BufferedReader lines(CompletableFuture<HttpResponse<InputStream>> answer) throws Exception {
        var response = answer.get(20, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String text(CompletableFuture<HttpResponse<InputStream>> answer) throws Exception {
        return new String(answer.get(20, TimeUnit.SECONDS).body().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What the hub asks the member for this pod. */
    private HubMessage.PodLog asked(String pod) {
        await().atMost(SOON).until(() -> agent.heard.stream().anyMatch(message -> isFor(message, pod)));
        return (HubMessage.PodLog) agent.heard.stream()
                .filter(message -> isFor(message, pod))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFor(HubMessage message, String pod) {
        return message instanceof HubMessage.PodLog log && log.pod().equals(pod);
    }

    /** As the agent does. */
    private CompletableFuture<HttpResponse<Void>> send(HubMessage.PodLog asked, int status, InputStream log) {
        assertThat(taken.add(asked.id())).isTrue();
        return uploader.sendAsync(
                HttpRequest.newBuilder(uri(LinkApi.LOGS + asked.id()))
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .header(LinkApi.LOG_STATUS, Integer.toString(status))
                        .POST(new StreamedBody(log))
                        .build(),
                BodyHandlers.discarding());
    }

    private void create(String plural, String object) throws Exception {
        var answer = reader.send(
                request(GROUP + "/" + plural)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(object))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, 409);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token());
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + context.settings().httpsPort() + path);
    }

    private String token() {
        try {
            return Files.readString(config.dataDir().resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** @param certificate the member's own, or nothing */
    private SSLContext tls(String certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", context.pki().authority().certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (!certificate.isEmpty()) {
            own.setKeyEntry("me", keys.getPrivate(), new char[0], new java.security.cert.X509Certificate[] {
                Pem.certificate(certificate)
            });
        }
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(own, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
