package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What typed Go clients send in protobuf, through the whole server. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtobufIT {
    private static final String EVENTS = "/api/v1/namespaces/default/events";
    private static final String NEWER_EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
    private static final String WIDGETS = "/apis/demo.windrose.dev/v1/namespaces/default/widgets";

    private final DemoServer server = new DemoServer();
    private final RawConnection connection = new RawConnection(
            () -> WriteClient.trusting(server.caPem()).getSocketFactory().createSocket("127.0.0.1", server.port()));

    @BeforeAll
    void thereIsAWidget() throws Exception {
        var widget =
                "{\"apiVersion\":\"demo.windrose.dev/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1}}";
        assertThat(send("POST", WIDGETS, "application/json", widget.getBytes(StandardCharsets.UTF_8), "*/*")
                        .code())
                .isEqualTo(201);
    }

    @AfterAll
    void stop() {
        connection.close();
        server.close();
    }

    private RawConnection.Answer send(String method, String path, String type, byte[] body, String accept)
            throws Exception {
        return connection.send(new RandomRequest(
                method,
                path,
                List.of(
                        "Host: localhost",
                        "Authorization: Bearer " + DemoServer.TOKEN,
                        "Content-Type: " + type,
                        "Accept: " + accept),
                body));
    }

    /** As client-go asks when it was told to speak protobuf. */
    private RawConnection.Answer send(String method, String path, byte[] body) throws Exception {
        return send(method, path, Bodies.PROTOBUF, body, Bodies.PROTOBUF + ", */*");
    }

    @Test
    void eventsAreToldByBothApis() throws Exception {
        JsonNode older = Json.read(
                send("POST", EVENTS, ProtobufBodies.event("pb1", "default")).text());
        JsonNode newer = Json.read(send("POST", NEWER_EVENTS, ProtobufBodies.newerEvent("pb2", "default"))
                .text());

        assertThat(older.path("reason").asText()).isEqualTo("Placed");
        assertThat(newer.path("note").asText()).isEqualTo("to us");
    }

    @Test
    void aNamespaceIsMade() throws Exception {
        byte[] body = ProtobufBodies.envelope("v1", "Namespace", raw -> raw.message(1, meta -> meta.text(1, "pb")));

        assertThat(send("POST", "/api/v1/namespaces", body).code()).isEqualTo(201);
    }

    @Test
    void aCustomKindIsScaledThoughItIsNotReadItself() throws Exception {
        var scaled = send("PUT", WIDGETS + "/w/scale", ProtobufBodies.scale("w", 4));
        var refused = send("POST", WIDGETS, ProtobufBodies.envelope("demo.windrose.dev/v1", "Widget", _ -> {}));

        assertThat(Json.read(scaled.text()).at("/spec/replicas").asInt()).isEqualTo(4);
        assertThat(refused.code()).isEqualTo(415);
    }

    @Test
    void aDeletionHasItsConditions() throws Exception {
        var refused = send("DELETE", WIDGETS + "/w", ProtobufBodies.deleteOptions("another"));

        assertThat(refused.code()).isEqualTo(409);
    }

    @Test
    void whoAsksWhatItMayIsAnswered() throws Exception {
        var review = send(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                ProtobufBodies.accessReview("get", "demo.windrose.dev", "widgets"));

        assertThat(Json.read(review.text()).at("/status/allowed").asBoolean()).isTrue();
        assertThat(Json.read(review.text()).at("/spec/resourceAttributes/group").asText())
                .isEqualTo("demo.windrose.dev");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/namespaces/default/events,hello",
        "POST,/api/v1/namespaces/default/events,k8s",
        "DELETE,/api/v1/namespaces/default/events/x,hello",
        "PUT,/apis/demo.windrose.dev/v1/namespaces/default/widgets/w/scale,hello",
        "POST,/api/v1/namespaces,hello",
        "POST,/apis/authorization.k8s.io/v1/selfsubjectaccessreviews,hello"
    })
    void whatIsNoProtobufIsABadRequest(String method, String path, String body) throws Exception {
        var answer = send(method, path, body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.code()).isEqualTo(400);
        assertThat(Json.read(answer.text()).path("reason").asText()).isEqualTo("BadRequest");
    }

    @Test
    void anotherKindIsRefused() throws Exception {
        var answer = send("POST", EVENTS, ProtobufBodies.namespace("n"));

        assertThat(answer.code()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "a/b/c", "application/cbor"})
    void otherTypesAreUnsupported(String type) throws Exception {
        for (String path : List.of(EVENTS, WIDGETS, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")) {
            var answer = send("POST", path, type, new byte[] {'{', '}'}, "application/json");

            assertThat(answer.code()).as(path).isEqualTo(415);
            assertThat(answer.text()).contains("accepted media types include: application/json, application/yaml");
        }
    }

    @Test
    void whoReadsProtobufAloneIsRefusedInIt() throws Exception {
        var answer = send("GET", EVENTS + "/none", Bodies.PROTOBUF, new byte[0], Bodies.PROTOBUF);

        assertThat(answer.code()).isEqualTo(406);
        assertThat(answer.headers()).containsEntry("Content-Type", Bodies.PROTOBUF);
        assertThat(answer.text()).startsWith("k8s\0").contains("Status", "Failure", "NotAcceptable");
    }
}
