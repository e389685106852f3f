package dev.windrose.hub.placement;

import static dev.windrose.hub.HubClient.GROUP;
import static dev.windrose.hub.PlayedMember.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.PlayedMember;
import dev.windrose.hub.fleet.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace's budget in the running hub: what it refuses, how people learn of it, and that it lets in when raised. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class BudgetIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    HubClient hub;

    @Inject
    PlayedMember member;

    private String namespace;
    private String budget;

    @BeforeEach
    void join() {
        member.join(3);
        namespace = member.name() + "-team";
        budget = GROUP + "/namespaces/" + namespace + "/budgets";
        hub.admin()
                .contentType("application/json")
                .body("{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}"
                        .formatted(namespace))
                .post("/api/v1/namespaces")
                .then()
                .statusCode(201);
    }

    @AfterEach
    void leave() {
        hub.admin().delete("/api/v1/namespaces/" + namespace);
        member.leave();
    }

    @Test
    void theThirdWorkloadWaitsUntilTheCeilingIsRaised() {
        create("{\"maxGpus\": 2}");
        workload("one");
        workload("two");
        eventually("one", status -> placed(status, "True"));
        eventually("two", status -> placed(status, "True"));

        workload("three");

        eventually("three", status -> {
            placed(status, "False");
            assertThat(condition(status, "Placed").path("reason").asText()).isEqualTo("OverBudget");
            assertThat(condition(status, "Placed").path("message").asText())
                    .isEqualTo(
                            "1 of 1 replicas have no place: budget %s/ceiling allows 2 GPUs, 2 are taken and one more replica needs 1: raise spec.maxGpus, or scale something down"
                                    .formatted(namespace));
        });
        budgetEventually(status -> {
            assertThat(status.path("gpus").asInt()).isEqualTo(2);
            assertThat(status.path("refusedReplicas").asInt()).isEqualTo(1);
            assertThat(condition(status, "Within").path("status").asText()).isEqualTo("True");
            assertThat(condition(status, "Within").path("message").asText())
                    .isEqualTo("waiting for room in a budget: %s/three".formatted(namespace));
        });

        hub.merge(budget + "/ceiling", "{\"spec\": {\"maxGpus\": 3}}");

        eventually("three", status -> placed(status, "True"));
        budgetEventually(
                status -> assertThat(status.path("refusedReplicas").asInt()).isZero());
    }

    @Test
    void aLoweredCeilingTakesNothingAwayAndSaysThatItIsExceeded() {
        workload("one");
        workload("two");
        eventually("two", status -> placed(status, "True"));
        eventually("one", status -> placed(status, "True"));

        create("{\"maxHourlyCost\": \"0.01\"}");

        budgetEventually(status -> {
            assertThat(condition(status, "Within").path("status").asText()).isEqualTo("False");
            assertThat(condition(status, "Within").path("reason").asText()).isEqualTo("OverCeiling");
            assertThat(status.path("hourlyCost").asText()).isNotEqualTo("0.00");
        });
        placed(workloadStatus("one"), "True");
        placed(workloadStatus("two"), "True");
    }

    @Test
    void aBudgetWithoutACeilingIsRefused() {
        hub.admin()
                .contentType("application/json")
                .body(object("{}"))
                .post(budget)
                .then()
                .statusCode(422);
    }

    private void create(String spec) {
        hub.admin()
                .contentType("application/json")
                .body(object(spec))
                .post(budget)
                .then()
                .statusCode(201);
    }

    private static String object(String spec) {
        return """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "Budget",
                 "metadata": {"name": "ceiling"}, "spec": %s}""".formatted(spec);
    }

    private void workload(String name) {
        hub.admin()
                .contentType("application/json")
                .body(member.workloadJson(namespace, name, 1))
                .post(workloads())
                .then()
                .statusCode(201);
    }

    private String workloads() {
        return GROUP + "/namespaces/" + namespace + "/inferenceworkloads";
    }

    private JsonNode workloadStatus(String name) {
        return Json.parse(hub.admin().get(workloads() + "/" + name).asString()).path("status");
    }

    private static void placed(JsonNode status, String expected) {
        assertThat(condition(status, "Placed").path("status").asText()).isEqualTo(expected);
    }

    private void eventually(String name, Consumer<JsonNode> holds) {
        await().atMost(SOON).untilAsserted(() -> holds.accept(workloadStatus(name)));
    }

    private void budgetEventually(Consumer<JsonNode> holds) {
        await().atMost(SOON)
                .untilAsserted(() -> holds.accept(
                        Json.parse(hub.admin().get(budget + "/ceiling").asString())
                                .path("status")));
    }
}
