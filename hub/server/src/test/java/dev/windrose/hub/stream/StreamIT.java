package dev.windrose.hub.stream;

import static dev.windrose.hub.HubClient.GROUP;
import static dev.windrose.hub.HubClient.WORKLOADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.PlayedMember;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.ResourceLog;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server-sent events as a client meets them. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class StreamIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    HubClient hub;

    @Inject
    PlayedMember member;

    @Inject
    HubDatabase database;

    @Inject
    ResourceLog log;

    @TestHTTPResource("/")
    URL root;

    private final List<Reader> readers = new ArrayList<>();
    private String name;

    @BeforeEach
    void join() {
        member.join(2);
        name = member.name() + "-chat";
    }

    @AfterEach
    void leave() throws IOException {
        for (var reader : readers) {
            reader.close();
        }
        member.delete("inferenceworkloads", "default", name);
        member.leave();
    }

    @Test
    void tellsOfWorkloadsAndPlansAsTheyChange() throws Exception {
        var reader = read("", "");

        member.workload(name, 1);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(reader.of(name)).isNotEmpty();
            assertThat(reader.of(name).getFirst().data.path("change").asText()).isEqualTo("ADDED");
            assertThat(reader.of(name).getLast().data.at("/status/replicas").asInt())
                    .isEqualTo(1);
            assertThat(reader.events.stream()
                            .filter(event -> event.type.equals("Plan"))
                            .map(event -> event.data.at("/changes").toString()))
                    .anySatisfy(changes -> assertThat(changes).contains(member.name()));
        });
        assertThat(reader.events.stream()
                        .map(event -> Position.parse(event.id).orElseThrow().version()))
                .isSorted();
    }

    /** Whatever is cut off at whatever event, the next connection goes on right behind it. */
    @Test
    void resumesBehindTheLastEventSeen() throws Exception {
        var first = read("?kind=InferenceWorkload", "");
        member.workload(name, 0);
        for (int i = 1; i <= 5; i++) {
            hub.merge(WORKLOADS + "/" + name, "{\"spec\": {\"priority\": %d}}".formatted(i));
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(last(first).path("generation").asInt()).isEqualTo(6));
        first.close();
        var all = first.of(name).stream().map(event -> event.id).toList();

        var second = read("?kind=InferenceWorkload", all.get(1));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(second.of(name).stream().map(event -> event.id))
                        .containsSubsequence(all.subList(2, all.size())));
        assertThat(second.events.getFirst().id).isNotEqualTo(all.get(1));
        assertThat(second.events).noneMatch(event -> event.type.equals("reset"));
    }

    @Test
    void whatWasTrimmedIsAResetAndThenItGoesOn() throws Exception {
        var first = read("", "");
        member.workload(name, 0);
        await().atMost(SOON).until(() -> !first.of(name).isEmpty());
        first.close();
        var id = first.of(name).getFirst().id;
        for (int i = 1; i <= 5; i++) {
            hub.merge(WORKLOADS + "/" + name, "{\"spec\": {\"priority\": %d}}".formatted(i));
        }
        log.trim(1);

        // The feed's window in memory may still reach back: an id before the hub's start cannot be in it.
        var second = read("", "1." + id.substring(id.indexOf('.') + 1));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(second.events.stream().map(event -> event.type))
                        .contains("reset"));
        hub.merge(WORKLOADS + "/" + name, "{\"spec\": {\"priority\": 9}}");
        await().atMost(SOON).until(() -> !second.of(name).isEmpty());
    }

    @Test
    void keepsToKindAndNamespace() throws Exception {
        var members = read("?kind=MemberCluster", "");
        var elsewhere = read("?namespace=elsewhere", "");
        member.workload(name, 0);
        hub.merge(GROUP + "/memberclusters/" + member.name(), "{\"spec\": {\"cordon\": true}}");

        await().atMost(SOON).until(() -> !members.of(member.name()).isEmpty());
        assertThat(members.events).allMatch(event -> event.type.equals("MemberCluster"));
        assertThat(elsewhere.events).isEmpty();
    }

    @Test
    void anIdThatIsNoneOfOursIsRefused() {
        hub.admin()
                .header("Last-Event-ID", "yesterday")
                .get("/api/v1/stream")
                .then()
                .statusCode(400);
        hub.admin().get("/api/v1/stream?kind=Secret").then().statusCode(400);
    }

    private JsonNode last(Reader reader) {
        return reader.of(name).isEmpty()
                ? Json.MAPPER.missingNode()
                : reader.of(name).getLast().data;
    }

    private Reader read(String query, String lastEventId) throws IOException {
        var reader = new Reader(query, lastEventId);
        readers.add(reader);
        await().atMost(SOON).until(() -> reader.open);
        return reader;
    }

    private record Event(String id, String type, JsonNode data) {}

    /** A client of a few lines that keeps every event it meets. */
    private final class Reader implements AutoCloseable {
        final List<Event> events = new CopyOnWriteArrayList<>();
        volatile boolean open;
        private final Socket socket;

        Reader(String query, String lastEventId) throws IOException {
            socket = new Socket("127.0.0.1", root.getPort());
            socket.getOutputStream()
                    .write("GET /api/v1/stream%s HTTP/1.0\r\nAuthorization: Bearer %s\r\n%s\r\n"
                            .formatted(
                                    query,
                                    hub.token(),
                                    lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            Thread.ofVirtual().start(this::run);
        }

        List<Event> of(String object) {
            return events.stream()
                    .filter(event -> event.data.path("name").asText().equals(object))
                    .toList();
        }

        private void run() {
            try (var lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                var id = "";
                var type = "";
                String line;
                while ((line = lines.readLine()) != null) {
                    if (line.startsWith(": windrose")) {
                        open = true;
                    } else if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("event: ")) {
                        type = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(id, type, Json.parse(line.substring(6))));
                    }
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
