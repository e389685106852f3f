package dev.windrose.hub.fleet;

import static dev.windrose.hub.HubClient.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.event.Events;
import dev.windrose.kubeapi.http.RandomRequest;
import dev.windrose.kubeapi.http.RawConnection;
import dev.windrose.kubeapi.http.RequestOracle;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.KubeService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What follows from writes in a running hub: owners, namespaces, events; and that nothing follows from nonsense. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class WritesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int REQUESTS = 1_500;

    @Inject
    HubClient hub;

    @Inject
    KubeService service;

    @Inject
    Events events;

    @Inject
    java.time.InstantSource clock;

    @TestHTTPResource("/")
    URL root;

    private final String namespace = "writes-" + NUMBER.incrementAndGet();

    private String make(String collection, String kind, String name, String owners, String spec) {
        return hub.admin()
                .contentType("application/json")
                .body("""
                        {"apiVersion":"fleet.windrose.dev/v1alpha1","kind":"%s",
                         "metadata":{"name":"%s","ownerReferences":[%s]},"spec":%s}
                        """.formatted(kind, name, owners, spec))
                .post(collection)
                .then()
                .statusCode(201)
                .extract()
                .path("metadata.uid");
    }

    private String workload(String name, String owners) {
        return make(workloads(), "InferenceWorkload", name, owners, "{\"model\":{\"id\":\"a/b\"},\"replicas\":1}");
    }

    private String workloads() {
        return GROUP + "/namespaces/" + namespace + "/inferenceworkloads";
    }

    private void namespaceIsThere() {
        hub.admin()
                .contentType("application/json")
                .body("{\"metadata\":{\"name\":\"%s\"}}".formatted(namespace))
                .post("/api/v1/namespaces")
                .then()
                .statusCode(201);
    }

    private static String owner(String kind, String name, String uid) {
        return "{\"apiVersion\":\"fleet.windrose.dev/v1alpha1\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\",\"blockOwnerDeletion\":true}"
                .formatted(kind, name, uid);
    }

    private void isGone(String path) {
        await().atMost(SOON).until(() -> hub.admin().get(path).statusCode() == 404);
    }

    @Test
    void whatIsOwnedGoesWithItsOwner() {
        namespaceIsThere();
        String source = make(GROUP + "/pricesources", "PriceSource", namespace, "", "{\"type\":\"builtin\"}");
        String first = workload("first", owner("PriceSource", namespace, source));
        workload("second", owner("InferenceWorkload", "first", first));
        workload("other", "");

        hub.admin().delete(GROUP + "/pricesources/" + namespace).then().statusCode(200);

        isGone(workloads() + "/first");
        isGone(workloads() + "/second");
        hub.admin().get(workloads() + "/other").then().statusCode(200);
    }

    @Test
    void anOwnerWaitsForWhatBlocksIt() {
        namespaceIsThere();
        String owner = workload("owner", "");
        workload("held", owner("InferenceWorkload", "owner", owner));
        hub.merge(workloads() + "/held", "{\"metadata\":{\"finalizers\":[\"test.dev/hold\"]}}");

        hub.admin()
                .delete(workloads() + "/owner?propagationPolicy=Foreground")
                .then()
                .statusCode(200)
                .body("metadata.finalizers", hasItem("foregroundDeletion"));

        await().atMost(SOON)
                .until(() -> hub.admin().get(workloads() + "/held").path("metadata.deletionTimestamp") != null);
        hub.admin().get(workloads() + "/owner").then().statusCode(200);
        hub.merge(workloads() + "/held", "{\"metadata\":{\"finalizers\":null}}");
        isGone(workloads() + "/owner");
    }

    @Test
    void aNamespaceThatGoesTakesAllWithIt() {
        namespaceIsThere();
        workload("held", "");
        hub.merge(workloads() + "/held", "{\"metadata\":{\"finalizers\":[\"test.dev/hold\"]}}");

        hub.admin().delete("/api/v1/namespaces/" + namespace).then().statusCode(200);

        await().atMost(SOON)
                .until(() -> hub.admin()
                        .get("/api/v1/namespaces/" + namespace)
                        .asString()
                        .contains("test.dev/hold in 1 resource instances"));
        hub.merge(workloads() + "/held", "{\"metadata\":{\"finalizers\":null}}");
        isGone("/api/v1/namespaces/" + namespace);
        hub.admin().delete("/api/v1/namespaces/default").then().statusCode(403);
    }

    @Test
    void peopleAreToldWhyAWorkloadIsNowhere() {
        namespaceIsThere();
        String uid = workload("lonely", "");

        await().atMost(SOON).until(() -> reasons(uid).contains("NotPlaced"));

        hub.admin()
                .queryParam("fieldSelector", "regarding.uid=" + uid)
                .get("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events")
                .then()
                .statusCode(200)
                .body("items.find { it.reason == 'NotPlaced' }.type", equalTo("Warning"));
    }

    private List<String> reasons(String uid) {
        return hub.admin()
                .queryParam("fieldSelector", "involvedObject.uid=" + uid)
                .get("/api/v1/namespaces/" + namespace + "/events")
                .then()
                .statusCode(200)
                .extract()
                .path("items.reason");
    }

    @Test
    void oldEventsExpireAndFreshOnesStay() {
        namespaceIsThere();
        event("old", "2026-01-01T00:00:00Z");
        event("fresh", "2999-01-01T00:00:00Z");

        events.expire(clock.instant().plus(Duration.ofMinutes(61)));

        String path = "/api/v1/namespaces/" + namespace + "/events/";
        hub.admin().get(path + "old").then().statusCode(404);
        hub.admin().get(path + "fresh").then().statusCode(200);
        hub.admin().delete(path + "fresh").then().statusCode(200);
    }

    private void event(String name, String time) {
        var body = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        body.put("apiVersion", "v1").put("kind", "Event");
        body.putObject("metadata").put("name", name).put("namespace", namespace);
        body.putObject("involvedObject").put("kind", "X").put("name", "x").put("namespace", namespace);
        body.put("reason", "R").put("lastTimestamp", time).put("firstTimestamp", time);
        hub.admin()
                .contentType("application/json")
                .body(body.toString())
                .post("/api/v1/namespaces/" + namespace + "/events")
                .then()
                .statusCode(201);
    }

    @Test
    void nonsenseIsRefusedAndTheHubStaysWell() throws Exception {
        namespaceIsThere();
        var codes = new TreeMap<Integer, Integer>();
        try (var connection = new RawConnection(() -> new Socket("127.0.0.1", root.getPort()))) {
            RequestOracle.checkAll(0, REQUESTS, api(), connection, codes);
        }

        assertThat(codes).containsKeys(200, 400, 404, 422);
        hub.admin().get("/readyz").then().statusCode(200);
        hub.admin().get(workloads()).then().statusCode(200);
    }

    private RandomRequest.Api api() {
        var collections = new ArrayList<String>();
        var kinds = new ArrayList<String>();
        for (ResourceDescriptor kind : service.registry().all()) {
            String base = (kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/") + kind.version();
            if (kind.namespaced()) {
                collections.add(base + "/namespaces/" + namespace + "/" + kind.plural());
            } else if (!kind.plural().equals("namespaces")) {
                collections.add(base + "/" + kind.plural());
            }
            kinds.add(kind.apiVersion() + " " + kind.kind());
        }
        var documents =
                List.of("/api", "/apis", "/openapi/v3", "/openapi/v2", "/version", "/apis/fleet.windrose.dev/v1alpha1");
        return new RandomRequest.Api(
                collections,
                kinds,
                documents,
                workloads(),
                "fleet.windrose.dev/v1alpha1 InferenceWorkload",
                hub.token());
    }
}
