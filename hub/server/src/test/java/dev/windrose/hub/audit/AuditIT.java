package dev.windrose.hub.audit;

import static dev.windrose.hub.HubClient.GROUP;
import static dev.windrose.hub.HubClient.WORKLOADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.link.MemberDirectory;
import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The trail that requests leave in the running hub. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class AuditIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    HubClient hub;

    @Inject
    HubDatabase database;

    @Inject
    PgAuditLog log;

    @Inject
    MemberDirectory directory;

    private final String name = "audited-" + NUMBER.incrementAndGet();

    @Test
    void everyChangeLeavesItsRowWithTheAnswer() {
        var created = create(name);
        patch("{\"spec\": {\"replicas\": 7, \"priority\": 3}}");
        hub.admin().delete(WORKLOADS + "/" + name).then().statusCode(200);

        var rows = rows(name);
        assertThat(rows.stream()
                        .map(row -> row.path("verb").asText() + row.path("code").asInt()))
                .containsExactly("create201", "patch200", "delete200");
        var first = rows.getFirst();
        assertThat(first.path("requestId").asText()).isEqualTo(created.header("Audit-Id"));
        assertThat(first.path("user").asText()).isEqualTo("windrose:admin");
        assertThat(first.path("groups").toString()).contains("system:masters");
        assertThat(first.path("source").asText()).isEqualTo("127.0.0.1");
        assertThat(first.path("userAgent").asText()).isEqualTo("audit-it/1.0");
        assertThat(first.path("namespace").asText()).isEqualTo("default");
        assertThat(first.path("resource").asText()).isEqualTo("inferenceworkloads.fleet.windrose.dev");
        assertThat(first.path("uid").asText()).isEqualTo(created.path("metadata.uid"));
        assertThat(rows.get(1).path("changed").toString()).isEqualTo("[\"spec.priority\",\"spec.replicas\"]");
    }

    @Test
    void refusalsAndDryRunsAreSeenToo() {
        hub.as("wrong-token-of-somebody").get(WORKLOADS).then().statusCode(401);
        hub.admin()
                .contentType("application/json")
                .queryParam("dryRun", "All")
                .body(workload(name))
                .post(WORKLOADS)
                .then()
                .statusCode(201);
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{\"spec\": {\"replicas\": -1}}")
                .patch(WORKLOADS + "/" + name)
                .then()
                .statusCode(404);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(rows(name).stream().map(row -> row.path("code").asInt())).contains(404);
            assertThat(database.number("""
                            select count(*) from audit_event
                             where event ->> 'user' = 'system:anonymous' and event ->> 'code' = '401'""")).isPositive();
            assertThat(database.number("select count(*) from audit_event where event ->> 'dryRun' = 'true'"))
                    .isPositive();
        });
    }

    @Test
    void noRowIsChangedOrTakenAwayBeforeItsTime() {
        create(name).then().statusCode(201);

        assertThatThrownBy(() -> database.execute("update audit_event set username = 'nobody'"))
                .rootCause()
                .hasMessageContaining("audit events are never changed");
        assertThatThrownBy(() -> database.execute("delete from audit_event"))
                .rootCause()
                .hasMessageContaining("is kept until it is older than the retention");
        assertThatThrownBy(() -> database.execute("truncate audit_event"))
                .rootCause()
                .hasMessageContaining("audit events are never changed");
        assertThat(rows(name)).hasSize(1);
    }

    @Test
    void whatIsOlderThanTheRetentionGoesAndNothingElse() {
        create(name);
        database.execute("""
                insert into audit_event (number, at, username, namespace, event)
                values (nextval('audit_number'), now() - interval '91 days', 'old', '', '{}'),
                       (nextval('audit_number'), now() - interval '89 days', 'young', '', '{}')""");

        while (log.prune()) {}

        assertThat(database.column("select username from audit_event where username in ('old', 'young')"))
                .containsExactly("young");
        assertThat(rows(name)).hasSize(1);
    }

    /** The row and the change are one transaction: when the row cannot be written, nothing is. */
    @Test
    void noChangeWithoutItsRow() {
        database.execute(
                "alter table audit_event add constraint broken check (event ->> 'name' <> '%s')".formatted(name));
        try {
            create(name).then().statusCode(503);
        } finally {
            database.execute("alter table audit_event drop constraint broken");
        }
        hub.admin().get(WORKLOADS + "/" + name).then().statusCode(404);
    }

    @Test
    void joiningAndRenewingLeaveRowsWithTheCertificate() throws Exception {
        var keys = Keys.generate();
        var authority = CertificateAuthority.create(java.time.Instant.now());
        for (int i = 0; i < 2; i++) {
            directory
                    .memberJoined(
                            new ClusterName(name),
                            authority.signMember(
                                    new ClusterName(name),
                                    keys.getPublic(),
                                    java.time.Instant.now().plusSeconds(i),
                                    Duration.ofHours(1)))
                    .await()
                    .atMost(SOON);
        }

        assertThat(rows(name).stream().map(row -> row.path("verb").asText())).containsExactly("join", "renew");
    }

    @Test
    void theHubsOwnWritesLeaveNoRow() {
        create(name);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(hub.admin().get(WORKLOADS + "/" + name).<List<?>>path("status.conditions"))
                                .isNotEmpty());

        assertThat(rows(name)).hasSize(1);
    }

    @Test
    void auditEventsAreReadLikeAnyKindAndNeverWritten() {
        create(name);
        var events = GROUP + "/auditevents";

        hub.admin()
                .get(GROUP)
                .then()
                .body("resources.find { it.name == 'auditevents' }.verbs", containsInAnyOrder("get", "list", "watch"));
        var list = hub.admin().get(events);
        var items = list.<List<String>>path("items.spec.name");
        assertThat(items).contains(name);
        var last = list.<List<String>>path("items.metadata.name").getLast();
        hub.admin()
                .get(events + "/" + last)
                .then()
                .statusCode(200)
                .body("kind", equalTo("AuditEvent"), "spec.name", equalTo(list.path("items[-1].spec.name")));
        hub.admin()
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .get(events + "?limit=1")
                .then()
                .body("columnDefinitions.name[3]", equalTo("Verb"), "rows.size()", equalTo(1));

        var body = "{\"apiVersion\": \"fleet.windrose.dev/v1alpha1\", \"kind\": \"AuditEvent\", \"spec\": {}}";
        hub.admin()
                .contentType("application/json")
                .body(body)
                .post(events)
                .then()
                .statusCode(405);
        hub.admin()
                .contentType("application/json")
                .body(body)
                .put(events + "/" + last)
                .then()
                .statusCode(405);
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{}")
                .patch(events + "/" + last)
                .then()
                .statusCode(405);
        hub.admin().delete(events + "/" + last).then().statusCode(405);
        hub.admin().delete(events).then().statusCode(405);
    }

    @Test
    void aWatchFromAListMissesAndRepeatsNothing() {
        var version = hub.admin().get(GROUP + "/auditevents").<String>path("metadata.resourceVersion");
        IntStream.range(0, 5).forEach(i -> create(name + "-" + i));

        var lines = hub.admin()
                .get(GROUP + "/auditevents?watch=true&timeoutSeconds=2&resourceVersion=" + version)
                .asString()
                .lines()
                .map(Json::parse)
                .toList();

        assertThat(lines.stream()
                        .map(line -> line.at("/object/spec/name").asText())
                        .filter(each -> each.startsWith(name)))
                .containsExactly(name + "-0", name + "-1", name + "-2", name + "-3", name + "-4");
    }

    /** Number order is commit order, whoever writes: a reader that follows by number meets every row. */
    @Test
    void aFollowerMeetsEveryRowOfManyWriters() throws Exception {
        var seen = new java.util.concurrent.ConcurrentLinkedQueue<Long>();
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        var start = database.number("select coalesce(max(number), 0) from audit_event");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var follower = threads.submit(() -> {
                var at = start;
                while (true) {
                    var last = stop.get();
                    for (var number : database.column(
                            "select number from audit_event where number > %d order by number".formatted(at))) {
                        at = Long.parseLong(number);
                        seen.add(at);
                    }
                    if (last) {
                        return null;
                    }
                }
            });
            List<Callable<Void>> writers = IntStream.range(0, 8)
                    .<Callable<Void>>mapToObj(w -> () -> {
                        for (int i = 0; i < 10; i++) {
                            create(name + "-" + w + "-" + i).then().statusCode(201);
                        }
                        return null;
                    })
                    .toList();
            for (var writer : threads.invokeAll(writers)) {
                writer.get();
            }
            stop.set(true);
            follower.get();
        }

        assertThat(seen.stream().map(String::valueOf))
                .containsAll(database.column(
                        "select number from audit_event where number > %d and event ->> 'name' like '%s-%%'"
                                .formatted(start, name)));
    }

    private List<JsonNode> rows(String object) {
        return database
                .column("select event from audit_event where event ->> 'name' = '%s' order by number".formatted(object))
                .stream()
                .map(Json::parse)
                .toList();
    }

    private Response create(String object) {
        return hub.admin()
                .header("User-Agent", "audit-it/1.0")
                .contentType("application/json")
                .body(workload(object))
                .post(WORKLOADS);
    }

    private void patch(String body) {
        hub.merge(WORKLOADS + "/" + name, body);
    }

    private static String workload(String object) {
        return """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                 "metadata": {"name": "%s"}, "spec": {"model": {"id": "acme/tiny"}}}""".formatted(object);
    }
}
