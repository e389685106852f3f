package dev.windrose.hub.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.PlayedMember;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that no table of ours has, in the running hub: planned without, then with what was learned. */
@QuarkusTest
@TestProfile(ModelCatalogIT.Profile.class)
class ModelCatalogIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ID = "someone/tuned-8b";
    private static final CountDownLatch ANSWERS = new CountDownLatch(1);

    /** A hub that may ask. */
    public static final class Profile extends HubTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("windrose.hub.models.url", "http://127.0.0.1:" + serve());
            return overrides;
        }
    }

    private static int serve() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(runnable -> Thread.ofVirtual().start(runnable));
            http.createContext("/", exchange -> {
                try (exchange) {
                    ANSWERS.await();
                    boolean config = exchange.getRequestURI().getPath().equals("/" + ID + "/resolve/main/config.json");
                    var body = (config ? """
                                    {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
                                     "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
                                     "vocab_size": 128256, "max_position_embeddings": 131072}""" : "{}").getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(config ? 200 : 404, body.length);
                    exchange.getResponseBody().write(body);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            http.start();
            return http.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Inject
    PlayedMember member;

    @Inject
    FleetObjects objects;

    @Inject
    HubDatabase database;

    private String name;

    @BeforeEach
    void join() {
        member.join(1);
        name = member.name() + "-tuned";
    }

    @AfterEach
    void leave() {
        member.delete("inferenceworkloads", "default", name);
        member.leave();
    }

    @Test
    void planningDoesNotWaitAndIsWokenByWhatWasLearned() {
        objects.createIfAbsent(FleetKinds.WORKLOADS, (ObjectNode)
                Json.parse(member.workloadJson("default", name, 1).replace("meta-llama/Llama-3.1-8B-Instruct", ID)));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.status(name).toString())
                        .contains("ModelUnknown")
                        .contains("it is being looked up"));
        assertThat(member.assignments()).isEmpty();

        ANSWERS.countDown();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).hasSize(1));
        await().atMost(SOON).until(() -> !member.desiredDeployments(name).isEmpty());
        assertThat(member.deployment(member.desiredDeployments(name).getFirst()).toString())
                .contains("--max-model-len=4096");
        assertThat(database.column("select problem || etag from model_config where id = '%s' and config is not null"
                        .formatted(ID)))
                .containsExactly("");
    }
}
