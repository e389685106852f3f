package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.Message;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.Part;
import dev.windrose.protocol.Parts;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.Transmission;
import dev.windrose.protocol.WorkloadStatus;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CloudEventCodecPropertyTest {

    private static final KeyPair KEYS = Keys.generate();
    private static final Signer SIGNER = new Signer(KEYS.getPrivate());
    private static final Verifier VERIFIER = new Verifier(KEYS.getPublic());
    private static final ClusterName CLUSTER = new ClusterName("eu-1");
    private static final SectionState STATE = new SectionState(new Generation(1, 7), Digest.of("m"));

    private final Random random = new Random(42);

    @Test
    void everyMessageSurvivesTheWire() {
        for (int i = 0; i < 300; i++) {
            for (Message message : messages()) {
                Parsed.Ok read = (Parsed.Ok) CloudEventCodec.parse(encode(message));
                assertThat(read.message()).isEqualTo(message);
                assertThat(read.envelope()).isEqualTo(envelope(message));
                assertThat(read.signed().verify(VERIFIER)).isTrue();
            }
        }
    }

    @Test
    void noChangedByteIsBelieved() {
        byte[] good = encode(new HubMessage.Delta(
                SectionName.WORKLOADS,
                new Generation(1, 1),
                new Generation(1, 2),
                Digest.of("m"),
                Part.WHOLE,
                List.of(new HubMessage.Upsert(new ObjectKey("a"), Digest.of("b"), Optional.of(new Body("{}")))),
                List.of(new ObjectKey("gone"))));
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << random.nextInt(7));
            boolean believed = CloudEventCodec.parse(bad) instanceof Parsed.Ok ok
                    && ok.signed().verify(VERIFIER);
            assertThat(believed).as("byte %d changed", i).isFalse();
        }
    }

    @Test
    void neverThrowsWhateverComes() {
        byte[] good = encode(new AgentMessage.Renewal(new Incarnation(3)));
        for (int i = 0; i < 3_000; i++) {
            byte[] bad =
                    random.nextBoolean() ? java.util.Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int k = random.nextInt(5); k > 0 && bad.length > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            assertThat(CloudEventCodec.parse(bad)).isNotNull();
        }
    }

    @Test
    void ignoresYetSignsWhatItDoesNotKnow() {
        String text = new String(encode(new HubMessage.Poke()), StandardCharsets.UTF_8);
        byte[] extended = text.replaceFirst("\\{", "{\"future\":\"x\",").getBytes(StandardCharsets.UTF_8);
        var read = (Parsed.Ok) CloudEventCodec.parse(extended);
        assertThat(read.message()).isEqualTo(new HubMessage.Poke());
        assertThat(read.signed().verify(VERIFIER)).isFalse();
    }

    @Test
    void anotherKeyDoesNotVerify() {
        var read = (Parsed.Ok) CloudEventCodec.parse(encode(new HubMessage.Poke()));
        assertThat(read.signed().verify(new Verifier(Keys.generate().getPublic())))
                .isFalse();
    }

    @Test
    void partsNeverExceedWhatAMessageMayHold() {
        for (int i = 0; i < 20; i++) {
            var bodies = new TreeMap<Digest, Body>();
            var upserts = new TreeMap<ObjectKey, Digest>();
            for (int k = random.nextInt(200); k >= 0; k--) {
                var body = new Body(text(random.nextInt(20_000)));
                bodies.put(body.digest(), body);
                upserts.put(new ObjectKey("key-" + k), body.digest());
            }
            var state =
                    new SectionState(new Generation(1, 1), Manifest.of(upserts).digest());
            var transmission =
                    new Transmission(SectionName.WORKLOADS, Optional.empty(), state, upserts, new TreeSet<>());
            Parts.of(transmission, digest -> Optional.ofNullable(bodies.get(digest)))
                    .forEach(part -> assertThat(encode(part)).hasSizeLessThanOrEqualTo(Parts.MAX_MESSAGE_BYTES));
        }
    }

    @Test
    void refusesToWriteWhatIsTooLarge() {
        var huge = new HubMessage.Refused("x".repeat(Parts.MAX_MESSAGE_BYTES));
        assertThat(CloudEventCodec.encode(envelope(huge), huge, SIGNER)).isInstanceOf(Encoded.TooLarge.class);
    }

    private WorkloadStatus.Load load() {
        int asked = 1 + random.nextInt(9);
        return new WorkloadStatus.Load(
                Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)),
                asked,
                new WorkloadStatus.Figure(random.nextDouble() * 1e9, asked),
                random.nextBoolean() ? WorkloadStatus.Figure.NONE : new WorkloadStatus.Figure(random.nextInt(9), 1));
    }

    private List<Message> messages() {
        var key = new ObjectKey("team/" + text(5).replaceAll("\\p{Cntrl}", "") + "x");
        var upsert = new HubMessage.Upsert(
                key, Digest.of(text(3)), random.nextBoolean() ? Optional.of(new Body(text(50))) : Optional.empty());
        var status = new WorkloadStatus(
                key,
                text(8),
                new Generation(1, random.nextInt(9)),
                new WorkloadStatus.Replicas(random.nextInt(9), random.nextInt(9), random.nextInt(9)),
                new WorkloadStatus.Endpoints(text(9), List.of(text(4))),
                random.nextBoolean(),
                text(20),
                text(6),
                random.nextBoolean() ? Optional.of(load()) : Optional.empty());
        return List.of(
                new AgentMessage.Hello(
                        text(6),
                        ProtocolRange.CURRENT,
                        Set.of("f1", "f2"),
                        Map.of(SectionName.WORKLOADS, STATE, SectionName.CONFIG, SectionState.NONE),
                        new Incarnation(random.nextInt(99))),
                new AgentMessage.Renewal(new Incarnation(random.nextLong() >>> 1)),
                new AgentMessage.Ack(
                        SectionName.CONFIG,
                        STATE,
                        List.of(new ObjectResult.Applied(key), new ObjectResult.Failed(key, text(30)))),
                new AgentMessage.WorkloadReport(List.of(status)),
                new AgentMessage.InventoryReport(Digest.of("s"), new Part(2, 3), List.of(text(40))),
                new AgentMessage.SnapshotRequest(SectionName.WORKLOADS, STATE),
                new HubMessage.Delta(
                        SectionName.WORKLOADS,
                        new Generation(1, 1),
                        new Generation(2, 1),
                        Digest.of("m"),
                        new Part(1, 2),
                        List.of(upsert),
                        List.of(key)),
                new HubMessage.Snapshot(
                        SectionName.WORKLOADS, new Generation(1, 1), Digest.of("m"), Part.WHOLE, List.of(upsert)),
                new HubMessage.Poke(),
                new HubMessage.Welcome(),
                new HubMessage.Refused(text(10)),
                new HubMessage.PodLog(
                        "%032x".formatted(random.nextLong(Long.MAX_VALUE)),
                        text(10),
                        text(10),
                        text(5),
                        random.nextBoolean(),
                        random.nextInt(-1, 99),
                        random.nextInt(-1, 99)));
    }

    /** Any characters a JSON writer must think about. */
    private String text(int length) {
        String alphabet = "ab\"\\/\n\t\u0001\u007f\u00e4\u4e2d{}[]:, ";
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static byte[] encode(Message message) {
        return ((Encoded.Ok) CloudEventCodec.encode(envelope(message), message, SIGNER)).bytes();
    }

    private static Envelope envelope(Message message) {
        Channel channel = java.util.Arrays.stream(Channel.values())
                .filter(candidate -> candidate.carries(message))
                .findFirst()
                .orElseThrow();
        return new Envelope(CLUSTER, channel, new Incarnation(5), 6, Instant.ofEpochSecond(1_000));
    }
}
