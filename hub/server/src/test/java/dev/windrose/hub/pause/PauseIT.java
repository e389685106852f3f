package dev.windrose.hub.pause;

import static dev.windrose.hub.HubClient.GROUP;
import static dev.windrose.hub.HubClient.WORKLOADS;
import static dev.windrose.hub.PlayedMember.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.PlayedMember;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pause switches in the running hub, as people work them. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class PauseIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String FLEET = GROUP + "/fleets/fleet";
    private static final String PAUSE = "{\"spec\": {\"pause\": {\"reason\": \"a look\", \"by\": \"nobody\"}}}";
    private static final String RESUME = "{\"spec\": {\"pause\": null}}";

    @Inject
    HubClient hub;

    @Inject
    PlayedMember member;

    @Inject
    Signals signals;

    @Inject
    MeterRegistry metrics;

    private String name;

    @BeforeEach
    void join() {
        member.join(3);
        name = member.name() + "-chat";
    }

    @AfterEach
    void leave() {
        hub.merge(FLEET, RESUME);
        member.delete("inferenceworkloads", "default", name);
        member.delete("inferenceworkloads", "default", name + "-2");
        member.leave();
    }

    @Test
    void aPausedFleetPlacesNothingAndResumesAtOnce() {
        hub.merge(FLEET, PAUSE);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition(fleet().path("status"), "Paused")
                                .path("status")
                                .asText())
                        .isEqualTo("True"));
        assertThat(fleet().at("/spec/pause/by").asText()).isEqualTo("windrose:admin");
        assertThat(fleet().at("/spec/pause/since").asText()).matches("20..-.*Z");

        member.workload(name, 1);

        eventually(status -> {
            assertThat(condition(status, "Paused").path("status").asText()).isEqualTo("True");
            assertThat(condition(status, "Paused").path("reason").asText()).isEqualTo("FleetPaused");
            assertThat(condition(status, "Paused").path("message").asText())
                    .matches("the fleet is paused by windrose:admin since .*Z: a look");
            assertThat(condition(status, "Placed").path("status").asText()).isEqualTo("False");
        });
        passes("plan");
        assertThat(member.assignments()).isEmpty();

        hub.merge(FLEET, RESUME);

        eventually(status -> {
            assertThat(condition(status, "Placed").path("status").asText()).isEqualTo("True");
            assertThat(condition(status, "Paused").path("status").asText()).isEqualTo("False");
        });
    }

    @Test
    void aPausedWorkloadKeepsServingAndWaitsWithItsRollout() {
        member.workload(name, 1);
        eventually(status ->
                assertThat(condition(status, "Placed").path("status").asText()).isEqualTo("True"));
        await().atMost(SOON).until(() -> !member.desiredDeployments(name).isEmpty());
        member.serve(name);
        eventually(status -> assertThat(
                        condition(status, "Available").path("status").asText())
                .isEqualTo("True"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).containsExactly("1 SERVING 1"));

        hub.merge(WORKLOADS + "/" + name, PAUSE);

        eventually(status -> {
            assertThat(condition(status, "Paused").path("reason").asText()).isEqualTo("WorkloadPaused");
            assertThat(condition(status, "Available").path("status").asText()).isEqualTo("True");
        });
        hub.merge(WORKLOADS + "/" + name, "{\"spec\": {\"replicas\": 2}}");
        passes("plan");
        assertThat(member.assignments()).containsExactly("1 SERVING 1");
        eventually(status -> assertThat(
                        condition(status, "Available").path("status").asText())
                .isEqualTo("False"));

        hub.merge(WORKLOADS + "/" + name, RESUME);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).containsExactly("2 SURGING 4"));
    }

    @Test
    void nothingOfAPausedClusterChangesButWhatPeopleDelete() {
        member.workload(name, 1);
        member.workload(name + "-2", 1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).hasSize(2));
        hub.merge(GROUP + "/memberclusters/" + member.name(), PAUSE);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition(
                                        Json.parse(hub.admin()
                                                        .get(GROUP + "/memberclusters/" + member.name())
                                                        .asString())
                                                .path("status"),
                                        "Paused")
                                .path("status")
                                .asText())
                        .isEqualTo("True"));
        eventually(status ->
                assertThat(condition(status, "Paused").path("reason").asText()).isEqualTo("ClusterPaused"));

        hub.merge(WORKLOADS + "/" + name, "{\"spec\": {\"replicas\": 3}}");
        passes("plan");
        assertThat(member.assignments()).hasSize(2).allMatch(row -> row.startsWith("1 "));

        member.delete("inferenceworkloads", "default", name + "-2");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).hasSize(1));

        hub.merge(GROUP + "/memberclusters/" + member.name(), RESUME);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).containsExactly("3 SURGING 2"));
    }

    @Test
    void aPauseNeedsAReasonAndTheFleetStays() {
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{\"spec\": {\"pause\": {}}}")
                .patch(FLEET)
                .then()
                .statusCode(422);
        hub.admin().delete(FLEET).then().statusCode(403);
    }

    @Test
    void anAppliedPauseIsLiftedByApplyingWithoutIt() {
        apply("{\"pause\": {\"reason\": \"a look\"}}");
        assertThat(fleet().at("/spec/pause/by").asText()).isEqualTo("windrose:admin");

        apply("{}");

        assertThat(fleet().path("spec").has("pause")).isFalse();
    }

    private void apply(String spec) {
        hub.admin()
                .contentType("application/apply-patch+yaml")
                .queryParam("fieldManager", "test")
                .body("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "Fleet",
                         "metadata": {"name": "fleet"}, "spec": %s}""".formatted(spec))
                .patch(FLEET)
                .then()
                .statusCode(200);
    }

    private JsonNode fleet() {
        return Json.parse(hub.admin().get(FLEET).asString());
    }

    private void eventually(Consumer<JsonNode> holds) {
        await().atMost(SOON).untilAsserted(() -> holds.accept(member.status(name)));
    }

    /** Waits until the loop has run two passes more: one that may have been under way, and one that saw everything. */
    private void passes(String loop) {
        var timer = metrics.get("windrose_loop_pass_seconds").tag("loop", loop).timer();
        for (int i = 0; i < 2; i++) {
            var before = timer.count();
            signals.raise(Signals.Topic.REPORTS);
            await().atMost(SOON).until(() -> timer.count() > before);
        }
    }
}
