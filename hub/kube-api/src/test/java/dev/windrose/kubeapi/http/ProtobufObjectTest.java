package dev.windrose.kubeapi.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.Pruning;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.testing.Seeded;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Objects in protobuf, as generated Go code writes them: numbers and messages also when they are empty. */
class ProtobufObjectTest {
    private static final ProtobufShape EVENT = requireNonNull(ProtobufShape.of(CoreKinds.event()));
    private static final ProtobufShape NEWER_EVENT = requireNonNull(ProtobufShape.of(CoreKinds.newerEvent()));
    private static final ProtobufShape NAMESPACE = requireNonNull(ProtobufShape.of(CoreKinds.namespace()));

    @Test
    void readsAnEvent() {
        JsonNode event = read(ProtobufBodies.event("e1", "default"), EVENT);

        assertThat(event).isEqualTo(Json.read("""
                {"apiVersion": "v1", "kind": "Event",
                 "metadata": {"name": "e1", "namespace": "default", "labels": {"a": "b", "c": ""}},
                 "involvedObject": {"kind": "Widget", "namespace": "default", "name": "w"},
                 "reason": "Placed", "message": "in eu", "source": {"component": "planner"},
                 "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:05:00Z",
                 "count": 3, "type": "Normal"}
                """));
    }

    @Test
    void readsANewerEvent() {
        JsonNode event = read(ProtobufBodies.newerEvent("e2", "default"), NEWER_EVENT);

        assertThat(event.path("eventTime").asText()).isEqualTo("2026-01-01T00:00:00.123456Z");
        assertThat(event.at("/series/count").asInt()).isEqualTo(2);
        assertThat(event.at("/series/lastObservedTime").asText()).isEqualTo("2026-01-01T00:00:01.000000Z");
        assertThat(event.at("/regarding/name").asText()).isEqualTo("w");
        assertThat(event.path("deprecatedCount").asInt()).isEqualTo(7);
    }

    @Test
    void readsWhoOwnsAndWhoManages() {
        var namespace = (ObjectNode) read(ProtobufBodies.namespace("n"), NAMESPACE);

        assertThat(namespace.at("/metadata/generation").asLong()).isEqualTo(2);
        assertThat((Object) ((ObjectNode) namespace.path("metadata")).without("generation"))
                .isEqualTo(Json.read("""
                {"name": "n", "finalizers": ["a", ""],
                 "ownerReferences": [{"kind": "K", "name": "o", "uid": "u", "apiVersion": "v1", "controller": true}],
                 "managedFields": [{"manager": "m", "operation": "Update", "fieldsType": "FieldsV1", "fieldsV1": {"f:x": {}}}]}
                """));
        assertThat(namespace.at("/spec/finalizers/0").asText()).isEqualTo("kubernetes");
    }

    /** A field in one form that is none in the other would be dropped in silence. */
    @Test
    void shapesHaveNoFieldThatTheSchemaLacks() {
        for (ResourceDescriptor kind :
                new ResourceDescriptor[] {CoreKinds.namespace(), CoreKinds.event(), CoreKinds.newerEvent()}) {
            ProtobufShape shape = requireNonNull(ProtobufShape.of(kind));

            assertThat(Pruning.prune(kind.schema(), ProtobufBodies.everything(shape))
                            .unknownFields())
                    .as(kind.kind())
                    .isEmpty();
        }
    }

    @Test
    void whatIsNotOursToKnowIsSkipped() {
        byte[] body = ProtobufBodies.envelope(
                "v1",
                "Event",
                raw -> raw.number(77, 1).text(78, "x").real(79, 1.5).text(3, "Placed"));

        assertThat(read(body, EVENT).path("reason").asText()).isEqualTo("Placed");
    }

    @Test
    void timesThatNobodyCanWriteAreRefused() {
        for (long seconds : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800L, -62_167_219_201L}) {
            byte[] body =
                    ProtobufBodies.envelope("v1", "Event", raw -> raw.message(6, time -> time.number(1, seconds)));

            assertThatThrownBy(() -> read(body, EVENT))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST));
        }
    }

    @Test
    void whateverIsMalformedIsABadRequest() {
        Seeded.forAll(3_000, ProtobufObjectTest::broken, body -> {
            for (ProtobufShape shape : new ProtobufShape[] {
                EVENT, NEWER_EVENT, NAMESPACE, ProtobufShape.SCALE, ProtobufShape.DELETE_OPTIONS
            }) {
                try {
                    read(body, shape);
                } catch (ApiException e) {
                    assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST);
                }
            }
        });
    }

    /** An object with some bytes changed, cut off or in place of others. */
    private static byte[] broken(RandomGenerator random) {
        byte[] body = random.nextBoolean()
                ? ProtobufBodies.event("e", "default")
                : random.nextBoolean() ? ProtobufBodies.namespace("n") : ProtobufBodies.newerEvent("e", "default");
        for (int n = random.nextInt(6); n > 0; n--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(3) > 0 ? body : Arrays.copyOf(body, random.nextInt(body.length));
    }

    private static JsonNode read(byte[] body, ProtobufShape shape) {
        return ProtobufObject.read(body, shape).value();
    }
}
