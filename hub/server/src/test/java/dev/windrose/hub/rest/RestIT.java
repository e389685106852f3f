package dev.windrose.hub.rest;

import static dev.windrose.hub.HubClient.GROUP;
import static dev.windrose.hub.HubClient.WORKLOADS;
import static dev.windrose.hub.PlayedMember.condition;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.PlayedMember;
import dev.windrose.hub.fleet.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no resource, in the running hub. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class RestIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    HubClient hub;

    @Inject
    PlayedMember member;

    @Inject
    HubDatabase database;

    private String name;

    @BeforeEach
    void join() {
        member.join(3);
        name = member.name() + "-chat";
    }

    @AfterEach
    void leave() {
        hub.merge(GROUP + "/fleets/fleet", "{\"spec\": {\"pause\": null}}");
        member.delete("inferenceworkloads", "default", name);
        member.leave();
    }

    @Test
    void everyEndpointAsksWhoCallsAndIsListedWithItsRight() {
        var endpoints = hub.admin()
                .get("/api/v1/fleet/endpoints")
                .then()
                .statusCode(200)
                .extract()
                .<List<Map<String, String>>>path("endpoints");

        assertThat(endpoints)
                .allSatisfy(endpoint -> assertThat(endpoint.get("right")).isNotBlank());
        assertThat(endpoints.stream().map(e -> e.get("method") + " " + e.get("path")))
                .contains(
                        "GET /api/v1/fleet/summary",
                        "POST /api/v1/placements/what-if",
                        "GET /api/v1/audit",
                        "GET /api/v1/stream",
                        "GET /apis/fleet.windrose.dev/v1alpha1/auditevents/{name}",
                        "PATCH /apis/fleet.windrose.dev/v1alpha1/namespaces/{namespace}/inferenceworkloads/{name}/scale");
        for (var endpoint : endpoints) {
            if (endpoint.get("right").equals("anybody")) {
                continue;
            }
            var path = endpoint.get("path").replaceAll("\\{[a-z]+}", "x");
            given().request(endpoint.get("method"), path).then().statusCode(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/fleet",
                "/api/v1/fleet/nonsense",
                "/api/v1/fleet/summary/",
                "/api/v1/fleet/..%2fsummary",
                "/api/v1/fleet/summary;a=b",
                "/api/v1/members/x/inventory/y",
                "/api/v1/members/nobody/inventory"
            })
    void whatIsNotThereSaysSoAsAProblem(String path) {
        hub.admin()
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:windrose:problem:not-found"), "status", equalTo(404))
                .body(
                        "title",
                        notNullValue(),
                        "detail",
                        containsString("/api/v1/fleet/endpoints"),
                        "instance",
                        notNullValue());
    }

    @Test
    void refusalsSayHowToMend() {
        given().get("/api/v1/fleet/summary")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("detail", containsString("Send a valid token"));
        hub.admin().delete("/api/v1/cost").then().statusCode(405).header("Allow", "GET");
        hub.admin()
                .get("/api/v1/cost?by=colour")
                .then()
                .statusCode(400)
                .body("detail", equalTo("by (colour) must be namespace, workload, cluster or tier."));
        hub.admin()
                .contentType("application/json")
                .body("{")
                .post("/api/v1/placements/what-if")
                .then()
                .statusCode(400);
        hub.admin()
                .contentType("application/json")
                .body("[" + "x".repeat(2_000_000))
                .post("/api/v1/placements/what-if")
                .then()
                .statusCode(413);
    }

    @Test
    void coreKindsKeepTheirNames() {
        hub.admin().get("/api/v1/namespaces/default").then().statusCode(200).body("kind", equalTo("Namespace"));
        hub.admin().get("/api/v1/events").then().statusCode(200).body("kind", equalTo("EventList"));
    }

    @Test
    void theSummaryCountsWhatIsKnownAndNamesWhatIsNot() {
        serving();

        // The summary reads what the hub's loops read, which follows the store at a small distance.
        await().atMost(SOON)
                .untilAsserted(() -> hub.admin()
                        .get("/api/v1/fleet/summary")
                        .then()
                        .statusCode(200)
                        .body("clusters.byPresence.Connected", greaterThanOrEqualTo(1))
                        .body("gpus.find { it.product == 'L4' }.total", greaterThanOrEqualTo(3))
                        .body("workloads.byCondition.Available.True", greaterThanOrEqualTo(1))
                        .body("cost.hourlyCost", notNullValue())
                        .body("plan.number", greaterThanOrEqualTo(1))
                        .body("prices.source", hasItem("builtin"))
                        .body("paused", equalTo(List.of())));
    }

    @Test
    void whatIfTellsWhereAndWhatItCostsAndWritesNothing() {
        var body = member.workloadJson("default", name, 2);
        var before = database.number("select count(*) from resource_log where name = '%s'".formatted(name));

        whatIf(body)
                .then()
                .statusCode(200)
                .body("canRun", equalTo(true), "placed", equalTo(2), "hourlyCost", notNullValue())
                .body("wantedBy", equalTo("spec"))
                .body("placements.cluster", everyItem(equalTo(member.name())))
                .body("marginalHourlyCost", equalTo("0.00"), "marginalCostPerMillionTokens", equalTo("0"))
                .body("costPerMillionTokens", notNullValue(), "howSure.throughput", equalTo("roofline"))
                .body("howSure.oldestPriceAsOf", notNullValue(), "howSure.plusMinusPercent", equalTo(35))
                .body("whatWouldHelp", equalTo(List.of()))
                .body(
                        "candidates.find { it.cluster == '%s' }.expected.tpotMillis".formatted(member.name()),
                        org.hamcrest.Matchers.greaterThan(20));
        whatIf(body.replace("\"clusters\"", "\"egress\": {\"gibPerHour\": \"10\"}, \"clusters\""))
                .then()
                .body("egressHourlyCost", equalTo("0.90"))
                .body(
                        "candidates.find { it.cluster == '%s' }.expected.egressHourlyCost".formatted(member.name()),
                        equalTo("0.45"));
        whatIf(body.replace("\"replicas\": 2", "\"replicas\": 9"))
                .then()
                .body("canRun", equalTo(false), "placed", equalTo(3))
                .body("whatWouldHelp.find { it.change == 'replicas' }.to", equalTo("3"))
                .body("whatWouldHelp.find { it.change == 'replicas' }.hourlyCost", notNullValue())
                .body("whatWouldHelpTried.truncated", equalTo(false))
                .body(
                        "candidates.find { it.cluster == '%s' }.detail".formatted(member.name()),
                        containsString("GPUs are free"));
        whatIf("{\"workload\": %s, \"changes\": {\"clusters\": [{\"name\": \"%s\", \"cordon\": true}]}}"
                        .formatted(body, member.name()))
                .then()
                .body("canRun", equalTo(false))
                .body(
                        "candidates.find { it.cluster == '%s' }.reason".formatted(member.name()),
                        equalTo("CLUSTER_CORDONED"));
        whatIf(body.replace("\"replicas\": 2", "\"replicas\": -2"))
                .then()
                .statusCode(422)
                .body("detail", containsString("spec.replicas"));
        whatIf("{\"workload\": %s, \"changes\": {\"clusters\": [{\"name\": \"nobody\"}]}}".formatted(body))
                .then()
                .statusCode(400);

        hub.admin().get(WORKLOADS + "/" + name).then().statusCode(404);
        assertThat(database.number("select count(*) from resource_log where name = '%s'".formatted(name)))
                .isEqualTo(before);
        assertThat(member.assignments()).isEmpty();
    }

    @Test
    void whatIfAnExistingWorkloadWereOther() {
        serving();
        var body = member.workloadJson("default", name, 3);

        whatIf(body).then().statusCode(200).body("placed", equalTo(3), "canRun", equalTo(true));

        assertThat(member.assignments()).containsExactly("1 SERVING 1");
    }

    @Test
    void whatIfOfAWorkloadThatIsWrittenAllTheTimeIsAnswered() {
        member.workload(name, 1);
        var body = member.workloadJson("default", name, 1);
        var writer = CompletableFuture.runAsync(() -> IntStream.range(0, 60)
                .forEach(i -> hub.merge(
                        WORKLOADS + "/" + name, "{\"metadata\": {\"labels\": {\"n\": \"%d\"}}}".formatted(i))));

        while (!writer.isDone()) {
            whatIf(body).then().statusCode(200);
        }
        writer.join();
    }

    @Test
    void thePlanShowsWhatComesNextWhileThingsArePaused() {
        hub.admin().get("/api/v1/placements/plan").then().statusCode(200).body("next", nullValue());
        hub.merge(GROUP + "/fleets/fleet", "{\"spec\": {\"pause\": {\"reason\": \"a look\"}}}");
        member.workload(name, 2);

        await().atMost(SOON)
                .untilAsserted(() -> hub.admin()
                        .get("/api/v1/placements/plan")
                        .then()
                        .body("next.changes.find { it.workload == 'default/%s' }.replicas".formatted(name), equalTo(2))
                        .body(
                                "assignments.findAll { it.workload == 'default/%s' }".formatted(name),
                                equalTo(List.of())));
        assertThat(member.assignments()).isEmpty();
        hub.admin()
                .get("/api/v1/fleet/summary")
                .then()
                .body("paused[0].scope", equalTo("fleet"), "paused[0].by", equalTo("windrose:admin"));

        hub.merge(GROUP + "/fleets/fleet", "{\"spec\": {\"pause\": null}}");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).hasSize(1));
        hub.admin()
                .get("/api/v1/placements/plan/history?limit=2")
                .then()
                .statusCode(200)
                .body("plans[0].number", notNullValue(), "plans[0].changes[0].reason", notNullValue());
    }

    @Test
    void costIsToldByWhatOneAsksAndAsCsv() {
        serving();

        for (var by : List.of("namespace", "workload", "cluster", "tier")) {
            hub.admin()
                    .get("/api/v1/cost?by=" + by)
                    .then()
                    .statusCode(200)
                    .body("by", equalTo(by), "total.hourlyCost", notNullValue());
        }
        hub.admin()
                .get("/api/v1/cost?by=workload")
                .then()
                .body("rows.find { it.key == 'default/%s' }.gpus".formatted(name), equalTo(1))
                .body("rows.find { it.key == 'default/%s' }.unpricedReplicas".formatted(name), equalTo(0));
        var csv = hub.admin()
                .header("Accept", "text/csv")
                .get("/api/v1/cost?by=cluster")
                .asString();
        assertThat(csv.lines().findFirst().orElse(""))
                .isEqualTo("cluster,replicas,gpus,hourly_cost_usd,known_hourly_cost_usd,unpriced_replicas");
        assertThat(csv).containsPattern(member.name() + ",1,1,[0-9.]+,[0-9.]+,0");
    }

    @Test
    void whatWasSpentIsToldByTheHourAndAsCsv() {
        serving();
        var hourly = new BigDecimal(hub.admin()
                .get("/api/v1/cost?by=cluster")
                .path("rows.find { it.key == '%s' }.hourlyCost".formatted(member.name()))
                .toString());
        await().atMost(SOON)
                .until(() -> database.number("select count(*) from cost_meter where rated and cluster = '%s'"
                                .formatted(member.name()))
                        == 1);
        database.execute("update cost_meter set since = since - interval '3 hours' where cluster = '%s'"
                .formatted(member.name()));

        var row = "rows.find { it.key == '%s' }.".formatted(member.name());
        var report = hub.admin().get("/api/v1/costs?by=cluster").then().statusCode(200);
        report.body("currency", equalTo("USD"), row + "unpricedGpuHours", equalTo("0.000000"));
        assertThat(new BigDecimal(report.extract().<String>path(row + "cost")))
                .isBetween(hourly.multiply(new BigDecimal("3")), hourly.multiply(new BigDecimal("3.1")));
        var csv = hub.admin()
                .header("Accept", "text/csv")
                .get("/api/v1/costs?by=cluster")
                .asString();
        assertThat(csv.lines().findFirst().orElse(""))
                .isEqualTo("cluster,gpu_hours,cost_usd,known_cost_usd,unpriced_gpu_hours");
        assertThat(csv).containsPattern(member.name() + ",3[.][0-9]{6},[0-9.]+,[0-9.]+,0[.]0+");
        hub.admin()
                .get("/api/v1/costs?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                .then()
                .statusCode(400)
                .body("detail", containsString("must lie before"));
        hub.admin().get("/api/v1/costs?from=yesterday").then().statusCode(400);
        hub.admin()
                .get("/api/v1/costs?from=1999-01-01T00:00:00Z&to=1999-01-01T05:00:00Z")
                .then()
                .body("rows", equalTo(List.of()), "total.cost", equalTo("0.000000"));
    }

    @Test
    void theInventoryNamesWhoHoldsGpus() {
        hub.admin()
                .get("/api/v1/members/%s/inventory".formatted(member.name()))
                .then()
                .statusCode(200)
                .body("nodes.name", hasItems("n0", "n1", "n2"))
                .body("nodes[0].gpus.product", equalTo("L4"), "nodes[0].gpus.free", equalTo(1))
                .body("ageSeconds", notNullValue());
    }

    @Test
    void aLogThatNobodyCanSendIsRefusedWithTheReason() {
        var pods = "/api/v1/members/%s/namespaces/default/pods/x/log";

        hub.admin()
                .get(pods.formatted(member.name()))
                .then()
                .statusCode(501)
                .body("detail", containsString("has no logs. Upgrade it"));
        hub.admin().get(pods.formatted("nobody")).then().statusCode(404);
        hub.admin()
                .get(pods.formatted(member.name()) + "?tailLines=some")
                .then()
                .statusCode(400);
    }

    @Test
    void theTrailIsExportedAsLines() {
        Stream.of("a", "b", "c")
                .forEach(each -> hub.admin()
                        .contentType("application/json")
                        .body(member.workloadJson("default", name + "-" + each, 0))
                        .post(WORKLOADS)
                        .then()
                        .statusCode(201));

        var lines = hub.admin()
                .get("/api/v1/audit?namespace=default&user=windrose:admin")
                .asString();

        assertThat(lines.lines().map(Json::parse).map(line -> line.path("name").asText()))
                .containsSubsequence(name + "-a", name + "-b", name + "-c");
        assertThat(hub.admin().get("/api/v1/audit?user=nobody-at-all").asString())
                .isEmpty();
        assertThat(hub.admin().get("/api/v1/audit?to=2000-01-01T00:00:00Z").asString())
                .isEmpty();
        hub.admin().get("/api/v1/audit?from=yesterday").then().statusCode(400);
        Stream.of("a", "b", "c").forEach(each -> member.delete("inferenceworkloads", "default", name + "-" + each));
    }

    private void serving() {
        member.workload(name, 1);
        await().atMost(SOON).until(() -> !member.desiredDeployments(name).isEmpty());
        member.serve(name);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition(member.status(name), "Available")
                                .path("status")
                                .asText())
                        .isEqualTo("True"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(member.assignments()).containsExactly("1 SERVING 1"));
    }

    private io.restassured.response.Response whatIf(String body) {
        return hub.admin().contentType("application/json").body(body).post("/api/v1/placements/what-if");
    }
}
