package dev.windrose.hub.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.Parts;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionReceiver;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.SyncState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Channel;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Pem;
import dev.windrose.wire.Signer;
import dev.windrose.wire.SigningRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hub's end of the link as it runs: Quarkus, its HTTPS server, its channels, Artemis, TLS. */
@QuarkusTest
@TestProfile(LinkTestProfile.class)
class LinkIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final AtomicInteger NAMES = new AtomicInteger();

    @Inject
    InMemoryPorts ports;

    @Inject
    LinkSessions sessions;

    @Inject
    MeterRegistry meters;

    @Inject
    LogUploads uploads;

    @Inject
    Vertx vertx;

    private final HubLinkContext context = HubLinkContext.current().orElseThrow();
    private final ClusterName cluster = new ClusterName("m" + NAMES.incrementAndGet());

    @Test
    void offersItsAuthority() throws Exception {
        var answer = http(null, null).send(get(LinkApi.CA), HttpResponse.BodyHandlers.ofString());
        assertThat(Pem.certificate(answer.body())).isEqualTo(ca());
    }

    @Test
    void joinsOnceAndRefusesTheTokenToAnotherKey() throws Exception {
        JoinTokenText token = token(Instant.now().plusSeconds(60), true);
        assertThat(join(token, Keys.generate()).statusCode()).isEqualTo(200);
        assertRefused(
                "token-used",
                () -> assertThat(join(token, Keys.generate()).statusCode()).isEqualTo(403));
    }

    @Test
    void answersTheSameKeyAgain() throws Exception {
        JoinTokenText token = token(Instant.now().plusSeconds(60), true);
        KeyPair keys = Keys.generate();
        assertThat(join(token, keys).statusCode()).isEqualTo(200);
        assertThat(join(token, keys).statusCode()).isEqualTo(200);
    }

    @Test
    void waitsUntilAPersonAccepts() throws Exception {
        JoinTokenText token = token(Instant.now().plusSeconds(60), false);
        KeyPair keys = Keys.generate();
        assertThat(join(token, keys).statusCode()).isEqualTo(202);
        ports.accept(token.hash());
        assertThat(join(token, keys).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesExpiredForgedAndForeignTokens() throws Exception {
        assertRefused("token-expired", () -> join(token(Instant.now().minusSeconds(1), true), Keys.generate()));
        assertRefused("token-unknown", () -> join(JoinTokenText.create(cluster, ca()), Keys.generate()));
        assertRefused(
                "token-other-hub",
                () -> join(
                        JoinTokenText.create(
                                cluster,
                                CertificateAuthority.create(Instant.now()).certificate()),
                        Keys.generate()));
        JoinTokenText mine = token(Instant.now().plusSeconds(60), true);
        assertRefused(
                "token-wrong-cluster",
                () -> join(new JoinTokenText(new ClusterName("other"), mine.secret(), mine.caPin()), Keys.generate()));
    }

    @Test
    void bringsDesiredStateOutAndReportsIn() throws Exception {
        var joined = joined();
        var body = new Body("{\"kind\":\"Deployment\"}");
        desire(1, Map.of("a", body));
        try (TestAgent agent = open(joined)) {
            await().atMost(SOON)
                    .until(() -> agent.heard.stream().anyMatch(HubMessage.SectionMessage.class::isInstance));
            SectionReceiver receiver = new SectionReceiver(SectionName.WORKLOADS, Generation.NONE, Manifest.EMPTY);
            agent.heard.stream()
                    .filter(HubMessage.SectionMessage.class::isInstance)
                    .map(HubMessage.SectionMessage.class::cast)
                    .map(receiver::receive)
                    .forEach(received -> receiver.commit((dev.windrose.protocol.Received.Change) received));
            agent.say(Channel.STATUS, new AgentMessage.Ack(SectionName.WORKLOADS, receiver.held(), List.of()));
            var status = new WorkloadStatus(
                    new ObjectKey("team-a/chat"),
                    "uid",
                    receiver.held().generation(),
                    new WorkloadStatus.Replicas(2, 1, 2),
                    WorkloadStatus.Endpoints.NONE,
                    false,
                    "");
            agent.say(Channel.STATUS, new AgentMessage.WorkloadReport(List.of(status)));
            List<String> rows = IntStream.range(0, 3_000)
                    .mapToObj("{\"node\":%d,\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxx\"}"::formatted)
                    .toList();
            Parts.ofInventory(rows).forEach(part -> agent.say(Channel.STATUS, part));
            agent.renew();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(sessions.sync(cluster))
                        .containsEntry(SectionName.WORKLOADS, new SyncState.InSync(new Generation(1, 1)));
                assertThat(ports.statuses).contains(status);
                assertThat(ports.inventories).containsEntry(cluster, rows);
                assertThat(sessions.presence(cluster)).isEqualTo(PresenceState.PRESENT);
            });
        }
    }

    @Test
    void sendsAChangeWithinMilliseconds() throws Exception {
        try (TestAgent agent = open(joined())) {
            desire(1, Map.of("a", new Body("{}")));
            await().atMost(SOON).until(() -> agent.heard.stream().anyMatch(HubMessage.Delta.class::isInstance));
            long[] micros = new long[50];
            for (int i = 0; i < micros.length; i++) {
                int n = i + 2;
                agent.arrivals.drainPermits();
                long start = System.nanoTime();
                desire(n, Map.of("a", new Body("{\"n\":%d}".formatted(n))));
                assertThat(agent.arrivals.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
                micros[i] = (System.nanoTime() - start) / 1_000;
            }
            Arrays.sort(micros);
            assertThat(micros[25])
                    .as("median in microseconds, of %s", Arrays.toString(micros))
                    .isLessThan(20_000);
        }
    }

    @Test
    void aLogIsAskedForOverTheLinkAndTakenFromTheMemberAskedOnly() throws Exception {
        assertThat(sessions.ask(cluster, podLog("0".repeat(32)))).isFalse();
        var joined = joined();
        var other = new ClusterName(cluster.value() + "-other");
        var stranger = joinedAs(other);
        try (TestAgent agent = open(joined)) {
            var ticket = uploads.expect(cluster);
            await().atMost(SOON).until(() -> sessions.ask(cluster, podLog(ticket.id())));
            await().atMost(SOON).untilAsserted(() -> assertThat(agent.heard).contains(podLog(ticket.id())));
            ticket.upload().thenAccept(LinkIT::echo);

            assertThat(upload(stranger, ticket.id(), "forged").statusCode()).isEqualTo(404);
            assertThat(http(null, null)
                            .send(post(LinkApi.LOGS + ticket.id(), "forged"), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
            var first = upload(joined, ticket.id(), "line one\nline two\n");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("line one\nline two\n");
            assertThat(upload(joined, ticket.id(), "again").statusCode()).isEqualTo(404);
        }
    }

    private static HubMessage.PodLog podLog(String id) {
        return new HubMessage.PodLog(id, "team-a", "chat-0", "", false, 10, -1);
    }

    private static void echo(io.vertx.core.http.HttpServerRequest upload) {
        upload.body().onSuccess(body -> upload.response().end(body));
        upload.resume();
    }

    @Test
    void servesLargeBodiesToMembersOnly() throws Exception {
        var joined = joined();
        var body = new Body("{\"large\":\"%s\"}".formatted("x".repeat(2_000_000)));
        ports.bodies.put(body.digest(), body);
        HttpRequest request = get(LinkApi.BODIES + body.digest().hex());
        var own = http(joined.keys, Pem.certificate(joined.membership.certificate()))
                .send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(Digest.of(own.body())).isEqualTo(body.digest());
        var anonymous = http(null, null).send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(anonymous.statusCode()).isEqualTo(403);
    }

    @Test
    void renewsForTheSameMemberAndBelievesTheNewKey() throws Exception {
        var joined = joined();
        KeyPair next = Keys.generate();
        var answer = http(joined.keys, Pem.certificate(joined.membership.certificate()))
                .send(
                        post(LinkApi.RENEW, new LinkApi.RenewRequest(SigningRequest.create(cluster, next)).toJson()),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (TestAgent agent =
                open(new Joined(LinkApi.Membership.parse(answer.body()).orElseThrow(), next))) {
            assertThat(agent.isWelcome()).isTrue();
        }
        var foreign = http(joined.keys, Pem.certificate(joined.membership.certificate()))
                .send(
                        post(
                                LinkApi.RENEW,
                                new LinkApi.RenewRequest(SigningRequest.create(new ClusterName("other"), next))
                                        .toJson()),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(foreign.statusCode()).isEqualTo(403);
    }

    @Test
    void refusesUnsignedForgedAndReplayedMessages() throws Exception {
        try (TestAgent agent = open(joined())) {
            var report = new AgentMessage.WorkloadReport(List.of());
            byte[] good = agent.encode(Channel.STATUS, report);
            String topic = Channel.STATUS.topic(cluster);
            String unsigned = new String(good, java.nio.charset.StandardCharsets.UTF_8)
                    .replaceAll("\"signature\":\"[^\"]*\",", "");
            assertRefused(
                    "unsigned", () -> agent.publish(topic, unsigned.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            byte[] forged = agent.encode(
                    Channel.STATUS, report, cluster, new Signer(Keys.generate().getPrivate()));
            assertRefused("bad-signature", () -> agent.publish(topic, forged));
            agent.publish(topic, good);
            assertRefused("replayed", () -> agent.publish(topic, good));
            byte[] renewal = agent.encode(Channel.PRESENCE, new AgentMessage.Renewal(Incarnation.NONE));
            assertRefused("wrong-address", () -> agent.publish(topic, renewal));
            byte[] elsewhere = agent.encode(Channel.PRESENCE, report);
            assertRefused("wrong-address", () -> agent.publish(topic, elsewhere));
            assertRefused("malformed", () -> agent.publish(topic, new byte[] {'{'}));
        }
    }

    @Test
    void refusesAnotherClustersTopicAtTheBroker() throws Exception {
        var victim = new ClusterName("victim" + cluster);
        try (TestAgent agent = open(joined())) {
            assertRefused(
                    "broker-denied",
                    () -> agent.publish(
                            Channel.STATUS.topic(victim),
                            agent.encode(
                                    Channel.STATUS,
                                    new AgentMessage.WorkloadReport(List.of()),
                                    victim,
                                    new Signer(agent.keys.getPrivate()))));
        }
    }

    @Test
    void refusesAClientIdOfAnotherMember() throws Exception {
        var joined = joined();
        var client = TestAgent.client(vertx, joined.membership, joined.keys.getPrivate(), "victim.bulk.1");
        assertRefused(
                "broker-denied", () -> client.connect(joined.membership.mqttPort(), joined.membership.mqttHost()));
    }

    @Test
    void refusesAForeignCertificate() throws Exception {
        var joined = joined();
        KeyPair keys = Keys.generate();
        X509Certificate foreign = CertificateAuthority.create(Instant.now())
                .signMember(cluster, keys.getPublic(), Instant.now(), Duration.ofHours(1));
        var membership = new LinkApi.Membership(
                cluster.value(),
                Pem.ofCertificate(foreign),
                joined.membership.ca(),
                joined.membership.hubKey(),
                joined.membership.mqttHost(),
                joined.membership.mqttPort());
        var client = TestAgent.insistentClient(vertx, membership, keys.getPrivate(), cluster + ".bulk.1");
        assertRefused("foreign-certificate", () -> client.connect(membership.mqttPort(), membership.mqttHost()));
    }

    @Test
    void believesNoReportBeforeAHello() throws Exception {
        var joined = joined();
        try (TestAgent agent =
                new TestAgent(vertx, joined.membership, joined.keys, new Incarnation(7)).connect(joined.membership)) {
            assertRefused("no-session", () -> agent.say(Channel.STATUS, new AgentMessage.WorkloadReport(List.of())));
            await().atMost(SOON).until(agent::isPoked);
        }
    }

    record Joined(LinkApi.Membership membership, KeyPair keys) {}

    private HttpResponse<String> upload(Joined as, String id, String body) throws Exception {
        return http(as.keys, Pem.certificate(as.membership.certificate()))
                .send(post(LinkApi.LOGS + id, body), HttpResponse.BodyHandlers.ofString());
    }

    private Joined joined() throws Exception {
        return joinedAs(cluster);
    }

    private Joined joinedAs(ClusterName name) throws Exception {
        KeyPair keys = Keys.generate();
        JoinTokenText token = JoinTokenText.create(name, ca());
        ports.tokens.put(
                token.hash(), new InMemoryPorts.Token(name, Instant.now().plusSeconds(60), true, Optional.empty()));
        var answer = join(token, keys);
        return new Joined(LinkApi.Membership.parse(answer.body()).orElseThrow(), keys);
    }

    private TestAgent open(Joined joined) throws Exception {
        var agent = new TestAgent(vertx, joined.membership, joined.keys, new Incarnation(System.nanoTime()));
        agent.connect(joined.membership);
        agent.hello(Map.of());
        await().atMost(SOON).until(agent::isPoked);
        agent.hello(Map.of(SectionName.WORKLOADS, SectionState.NONE));
        await().atMost(SOON).until(agent::isWelcome);
        return agent;
    }

    private void desire(long n, Map<String, Body> objects) {
        var digests = new java.util.TreeMap<ObjectKey, Digest>();
        objects.forEach((key, body) -> {
            ports.bodies.put(body.digest(), body);
            digests.put(new ObjectKey(key), body.digest());
        });
        var section = new DesiredSection(SectionName.WORKLOADS, new Generation(1, n), Manifest.of(digests));
        ports.desired.put(cluster, Map.of(SectionName.WORKLOADS, section));
        sessions.desire(cluster, section);
    }

    private X509Certificate ca() {
        return context.pki().authority().certificate();
    }

    private JoinTokenText token(Instant expiresAt, boolean accepted) {
        JoinTokenText token = JoinTokenText.create(cluster, ca());
        ports.tokens.put(token.hash(), new InMemoryPorts.Token(cluster, expiresAt, accepted, Optional.empty()));
        return token;
    }

    private HttpResponse<String> join(JoinTokenText token, KeyPair keys) throws Exception {
        String csr = SigningRequest.create(token.cluster(), keys);
        String json = new LinkApi.JoinRequest(token.reveal(), csr, "test").toJson();
        return http(null, null).send(post(LinkApi.JOIN, json), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).GET().build();
    }

    private HttpRequest post(String path, String json) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + context.settings().httpsPort() + path);
    }

    private HttpClient http(@Nullable KeyPair keys, @Nullable X509Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", ca());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (keys != null && certificate != null) {
            own.setKeyEntry("me", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
        }
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(own, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private interface Step {
        void run() throws Exception;
    }

    private void assertRefused(String reason, Step step) throws Exception {
        double before = refused(reason);
        step.run();
        await("refused for " + reason).atMost(SOON).until(() -> refused(reason) > before);
    }

    private double refused(String reason) {
        Counter counter =
                meters.find("windrose.link.refused").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }
}
