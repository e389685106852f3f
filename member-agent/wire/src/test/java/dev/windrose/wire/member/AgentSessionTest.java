package dev.windrose.wire.member;

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
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.Part;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Channel;
import dev.windrose.wire.CloudEventCodec;
import dev.windrose.wire.Encoded;
import dev.windrose.wire.Envelope;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Parsed;
import dev.windrose.wire.Signer;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent's conversation over a wire of lists: real messages and signatures, no broker. */
class AgentSessionTest {

    private static final ClusterName CLUSTER = new ClusterName("eu-1");
    private static final Incarnation HUB_RUN = new Incarnation(1_000);
    private static final ObjectKey KEY = new ObjectKey("a");

    private final KeyPair hubKeys = Keys.generate();
    private final List<AgentMessage> said = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<LinkState> kept = new CopyOnWriteArrayList<>();
    private final Map<Digest, Body> atHub = new ConcurrentHashMap<>();
    private final RecordingHandler handler = new RecordingHandler();
    private final LinkContext context = context();
    private final AgentVoice voice = new AgentVoice(context, this::take);
    private final Reporter reporter = new Reporter(voice);
    private final List<HubMessage.PodLog> asked = new ArrayList<>();
    private final AgentSession session = new AgentSession(
            context,
            voice,
            reporter,
            handler,
            digest -> Optional.ofNullable(atHub.get(digest)),
            (reason, _) -> refused.add(reason.text()),
            asked::add);
    private long sequence;

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void saysHelloUntilItIsWelcomeThenReportsAll() {
        reporter.workloads(List.of(status("1")));
        reporter.inventory(List.of("{}"));
        session.connected(0);
        assertThat(said).hasOnlyElementsOfType(AgentMessage.Hello.class);
        hear(new HubMessage.Poke());
        assertThat(((AgentMessage.Hello) said.getLast()).lastHubIncarnation()).isEqualTo(HUB_RUN);
        said.clear();
        hear(new HubMessage.Welcome());
        assertThat(said).contains(new AgentMessage.WorkloadReport(List.of(status("1"))));
        assertThat(said).anyMatch(AgentMessage.InventoryReport.class::isInstance);
        said.clear();
        reporter.workloads(List.of(status("1")));
        assertThat(said).isEmpty();
        reporter.workloads(List.of(status("2")));
        assertThat(said).containsExactly(new AgentMessage.WorkloadReport(List.of(status("2"))));
    }

    @Test
    void keepsTheHubsRun() {
        hear(new HubMessage.Poke());
        await().until(() -> kept.contains(new LinkState(context.incarnation(), HUB_RUN)));
    }

    @Test
    void renewsEveryThreeSecondsAndSaysHelloAgainWhenNobodyAnswers() {
        session.connected(0);
        session.tick(0);
        said.clear();
        session.tick(Duration.ofMillis(2_900).toNanos());
        assertThat(said).isEmpty();
        session.tick(Duration.ofSeconds(3).toNanos());
        assertThat(said).anyMatch(AgentMessage.Renewal.class::isInstance);
        assertThat(said).anyMatch(AgentMessage.Hello.class::isInstance);
        assertThat(session.isDeaf(Duration.ofSeconds(59).toNanos())).isFalse();
        assertThat(session.isDeaf(Duration.ofSeconds(61).toNanos())).isTrue();
    }

    @Test
    void fetchesABodyThatTheMessageLacks() {
        var body = new Body("{\"large\":true}");
        atHub.put(body.digest(), body);
        hear(delta(1, 0, body.digest(), Optional.empty()));
        await().untilAsserted(() -> assertThat(handler.applied)
                .singleElement()
                .satisfies(desired -> assertThat(desired.upserts()).containsEntry(KEY, body)));
        await().until(() ->
                said.contains(new AgentMessage.Ack(SectionName.WORKLOADS, state(1, body.digest()), List.of())));
    }

    @Test
    void leavesTheLedgerAloneWhenABodyCannotBeHad() {
        var body = new Body("{}");
        hear(delta(1, 0, body.digest(), Optional.empty()));
        atHub.put(body.digest(), body);
        hear(delta(1, 0, body.digest(), Optional.empty()));
        await().until(() -> said.stream().anyMatch(AgentMessage.Ack.class::isInstance));
        assertThat(handler.applied).hasSize(1);
    }

    @Test
    void refusesOlderDesiredStateAndSaysWhatItHolds() {
        var two = new Body("2");
        hear(delta(2, 0, two.digest(), Optional.of(two)));
        var one = new Body("1");
        hear(delta(1, 0, one.digest(), Optional.of(one)));
        var ack = new AgentMessage.Ack(SectionName.WORKLOADS, state(2, two.digest()), List.of());
        await().until(() -> said.stream().filter(ack::equals).count() == 2);
        assertThat(handler.applied).hasSize(1);
    }

    @Test
    void tellsFailuresAgainWithEachRepetition() {
        handler.failure = "quota";
        var body = new Body("1");
        hear(delta(1, 0, body.digest(), Optional.of(body)));
        hear(delta(1, 0, body.digest(), Optional.of(body)));
        var ack = new AgentMessage.Ack(
                SectionName.WORKLOADS, state(1, body.digest()), List.of(new ObjectResult.Failed(KEY, "quota")));
        await().until(() -> said.stream().filter(ack::equals).count() == 2);
    }

    @Test
    void asksForASnapshotWhenADeltaDoesNotFit() {
        hear(delta(9, 8, Digest.of("x"), Optional.empty()));
        await().until(() -> said.contains(new AgentMessage.SnapshotRequest(SectionName.WORKLOADS, SectionState.NONE)));
    }

    @Test
    void believesNobodyButTheHubItJoined() {
        byte[] good = encode(CLUSTER, HUB_RUN, new HubMessage.Poke(), hubKeys);
        session.receive(Channel.POKE, good, 0);
        session.receive(Channel.POKE, good, 0);
        session.receive(Channel.POKE, encode(CLUSTER, new Incarnation(999), new HubMessage.Poke(), hubKeys), 0);
        session.receive(Channel.POKE, encode(CLUSTER, HUB_RUN, new HubMessage.Poke(), Keys.generate()), 0);
        session.receive(Channel.POKE, encode(new ClusterName("eu-2"), HUB_RUN, new HubMessage.Poke(), hubKeys), 0);
        session.receive(Channel.DESIRED, encode(CLUSTER, HUB_RUN, new HubMessage.Poke(), hubKeys), 0);
        assertThat(refused).containsExactly("replayed", "older-run", "bad-signature", "wrong-address", "wrong-address");
        assertThat(said).hasSize(1);
    }

    private LinkContext context() {
        KeyPair keys = Keys.generate();
        CertificateAuthority authority = CertificateAuthority.create(Instant.now());
        var identity = new AgentIdentity(
                CLUSTER,
                keys.getPrivate(),
                authority.signMember(CLUSTER, keys.getPublic(), Instant.now(), Duration.ofHours(1)),
                authority.certificate(),
                hubKeys.getPublic(),
                new AgentIdentity.MqttAddress("127.0.0.1", 1));
        assertThat(AgentIdentity.fromSecretData(identity.toSecretData())).contains(identity);
        var settings = new LinkSettings(URI.create("https://127.0.0.1:1"), Optional.empty(), 0, "test");
        var store = new LinkStateStore() {
            @Override
            public LinkState load() {
                return LinkState.NONE;
            }

            @Override
            public void save(LinkState state) {
                kept.add(state);
            }
        };
        return new LinkContext(settings, identity, new NoStore(), store);
    }

    private static final class NoStore implements IdentityStore {
        @Override
        public Optional<AgentIdentity> load() {
            return Optional.empty();
        }

        @Override
        public void save(AgentIdentity identity) {
            throw new IllegalStateException("Nothing is renewed here.");
        }
    }

    private void take(Channel channel, byte[] payload) {
        said.add((AgentMessage) ((Parsed.Ok) CloudEventCodec.parse(payload)).message());
    }

    private void hear(HubMessage message) {
        Channel channel = message instanceof HubMessage.SectionMessage ? Channel.DESIRED : Channel.POKE;
        session.receive(channel, encode(CLUSTER, HUB_RUN, message, hubKeys), 0);
    }

    private byte[] encode(ClusterName to, Incarnation run, HubMessage message, KeyPair keys) {
        Channel channel = message instanceof HubMessage.SectionMessage ? Channel.DESIRED : Channel.POKE;
        var envelope = new Envelope(to, channel, run, ++sequence, Instant.EPOCH);
        return ((Encoded.Ok) CloudEventCodec.encode(envelope, message, new Signer(keys.getPrivate()))).bytes();
    }

    private static HubMessage.Delta delta(long target, long base, Digest body, Optional<Body> inline) {
        return new HubMessage.Delta(
                SectionName.WORKLOADS,
                base == 0 ? Generation.NONE : new Generation(1, base),
                new Generation(1, target),
                state(target, body).manifestDigest(),
                Part.WHOLE,
                List.of(new HubMessage.Upsert(KEY, body, inline)),
                List.of());
    }

    private static SectionState state(long n, Digest body) {
        return new SectionState(
                new Generation(1, n), Manifest.of(Map.of(KEY, body)).digest());
    }

    private static WorkloadStatus status(String message) {
        return new WorkloadStatus(
                new ObjectKey("team/w"),
                "uid",
                Generation.NONE,
                WorkloadStatus.Replicas.NONE,
                WorkloadStatus.Endpoints.NONE,
                false,
                message);
    }

    private static final class RecordingHandler implements DesiredStateHandler {

        private final List<Desired> applied = new CopyOnWriteArrayList<>();
        private volatile String failure = "";

        @Override
        public Set<SectionName> sections() {
            return Set.of(SectionName.WORKLOADS);
        }

        @Override
        public Held held(SectionName section) {
            return Held.NONE;
        }

        @Override
        public Optional<Body> body(SectionName section, Digest digest) {
            return Optional.empty();
        }

        @Override
        public List<ObjectResult> apply(Desired desired) {
            applied.add(desired);
            return failure.isEmpty() ? List.of() : List.of(new ObjectResult.Failed(KEY, failure));
        }
    }
}
