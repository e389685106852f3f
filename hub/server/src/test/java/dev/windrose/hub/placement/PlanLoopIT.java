package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.Given;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.member.MemberReports;
import dev.windrose.hub.placement.db.PgDesiredState;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.service.DeleteOptions;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.InventoryRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a wish to a member's objects and back, in the running hub; the member is played by the test. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class PlanLoopIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    FleetObjects objects;

    @Inject
    KubeService service;

    @Inject
    MemberReports reports;

    @Inject
    PgPlanStore plans;

    @Inject
    PgDesiredState desired;

    @Inject
    World world;

    @Inject
    Signals signals;

    @Inject
    MeterRegistry metrics;

    @Inject
    HubDatabase database;

    private final String cluster = "plan-" + NUMBER.incrementAndGet();
    private final ClusterName member = new ClusterName(cluster);
    private final String name = cluster + "-chat";

    @BeforeEach
    void memberJoins() {
        objects.createIfAbsent(FleetKinds.MEMBERS, (ObjectNode) Json.parse("""
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "MemberCluster",
                 "metadata": {"name": "%s"}, "spec": {}}""".formatted(cluster)));
        reports.onHello(
                member, new AgentMessage.Hello("1.0", ProtocolRange.CURRENT, Set.of(), Map.of(), Incarnation.NONE));
        reports.onPresence(member, PresenceState.PRESENT, Duration.ZERO);
        inventory(node("n1"), node("n2"));
    }

    @AfterEach
    void leave() {
        delete(FleetKinds.WORKLOADS.plural(), "default", name);
        delete(FleetKinds.MEMBERS.plural(), "", cluster);
    }

    @Test
    void aWorkloadIsPlacedRunsAndGoes() {
        create(2, "");

        // Placed: rows, desired objects, and a condition that says so while nothing is ready yet.
        eventually(status -> {
            assertThat(condition(status, "Placed")).isEqualTo("True");
            assertThat(condition(status, "Available")).isEqualTo("False");
            assertThat(status.path("ready").asText()).isEqualTo("0/2");
            assertThat(status.path("clusters").asText()).isEqualTo(cluster);
            assertThat(status.path("gpus").asText()).isEqualTo("2xL4");
            assertThat(status.path("hourlyCost").asText()).matches("1\\.[0-9]+");
        });
        assertThat(assignments()).containsExactly("2 SURGING");
        assertThat(desiredKeys()).hasSize(2);

        // Available: the member has applied and is ready.
        applyAndReport(2);
        eventually(status -> {
            assertThat(condition(status, "Available")).isEqualTo("True");
            assertThat(status.path("ready").asText()).isEqualTo("2/2");
            assertThat(status.at("/placements/0/address").asText()).isEqualTo("chat.default.svc:8000");
        });

        await().atMost(SOON).untilAsserted(() -> assertThat(assignments()).containsExactly("2 SERVING"));

        // Gone: the desired objects go first, by a raised generation.
        var before = generation();
        delete(FleetKinds.WORKLOADS.plural(), "default", name);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(desiredKeys()).isEmpty();
            assertThat(generation().isNewerThan(before)).isTrue();
            assertThat(assignments()).isEmpty();
        });
    }

    @Test
    void whatFitsNowhereSaysWhyByCluster() {
        create(1, ", \"gpu\": {\"anyOf\": [{\"product\": \"H100\"}], \"count\": 8}");

        eventually(status -> {
            assertThat(condition(status, "Placed")).isEqualTo("False");
            assertThat(status.at("/conditions/0/reason").asText()).isEqualTo("FitsNowhere");
            assertThat(status.at("/conditions/0/message").asText())
                    .contains("0 of 1 replicas placed")
                    .contains(cluster + ":");
            assertThat(status.path("turnedDown")).isNotEmpty();
        });
        assertThat(assignments()).isEmpty();
    }

    @Test
    void replicasThatFindNoGpuAreCountedAsMissing() {
        create(5, "");

        eventually(status -> {
            assertThat(condition(status, "Placed")).isEqualTo("False");
            assertThat(status.at("/conditions/0/reason").asText()).isEqualTo("PartlyPlaced");
            assertThat(status.path("replicas").asInt()).isEqualTo(2);
        });
    }

    @Test
    void roomThatComesLaterIsTaken() {
        inventory(node("n1"));
        create(2, "");
        eventually(status -> assertThat(status.path("replicas").asInt()).isEqualTo(1));

        inventory(node("n1"), node("n2"));

        eventually(status -> assertThat(condition(status, "Placed")).isEqualTo("True"));
    }

    @Test
    void nothingIsWrittenWhileNothingChanges() {
        create(2, "");
        eventually(status -> assertThat(condition(status, "Placed")).isEqualTo("True"));
        applyAndReport(2);
        eventually(status -> assertThat(condition(status, "Available")).isEqualTo("True"));
        quiet();
        var log = database.number(ofWorkload("select count(*) from resource_log"));
        var planned = database.number("select count(*) from plan");
        var generation = generation();

        for (int i = 0; i < 5; i++) {
            applyAndReport(2);
            inventory(node("n1"), node("n2"));
            passes("plan");
            passes("workload-status");
        }

        assertThat(database.number(ofWorkload("select count(*) from resource_log")))
                .isEqualTo(log);
        assertThat(database.number("select count(*) from plan")).isEqualTo(planned);
        assertThat(generation()).isEqualTo(generation);
        assertThat(metrics.counter("windrose_plan_mismatches_total").count()).isZero();
    }

    /** A hub that starts anew reads the same world: plan and parts come from the rows alone. */
    @Test
    void readingAgainGivesTheSameAsAHubThatRestarts() {
        create(2, "");
        eventually(status -> assertThat(condition(status, "Placed")).isEqualTo("True"));

        var once = plans.read();
        var again = plans.read();
        var mine = once.assignments().stream()
                .filter(a -> a.key().cluster().value().equals(cluster))
                .toList();

        assertThat(again).isEqualTo(once);
        var rebuilt = world.parts(again).sections(List.of(new ClusterId(cluster)), again.assignments());
        assertThat(mine).hasSize(1);
        assertThat(rebuilt.getFirst().objects().stream()
                        .map(o -> o.key().value() + " " + o.body().digest().hex()))
                .containsExactlyInAnyOrderElementsOf(database.column(
                        "select key || ' ' || digest from desired_object where cluster = '%s'".formatted(cluster)));
    }

    @Test
    void aChangeOfReplicasScalesWithoutTouchingTheTemplate() {
        create(1, "");
        eventually(status -> assertThat(condition(status, "Placed")).isEqualTo("True"));
        applyAndReport(1);
        eventually(status -> assertThat(condition(status, "Available")).isEqualTo("True"));
        var template = deployment().at("/spec/template");

        merge("{\"spec\": {\"replicas\": 2}}");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(deployment().at("/spec/replicas").asInt()).isEqualTo(2);
            assertThat(deployment().at("/spec/template")).isEqualTo(template);
        });
        eventually(status -> assertThat(condition(status, "Available")).isEqualTo("False"));
    }

    @Test
    void aSilentMemberKeepsWhatRunsAndGetsNothingNew() {
        create(1, "");
        eventually(status -> assertThat(condition(status, "Placed")).isEqualTo("True"));

        reports.onPresence(member, PresenceState.LOST, Duration.ofSeconds(13));
        merge("{\"spec\": {\"replicas\": 2}}");

        eventually(status -> {
            assertThat(status.path("observedGeneration").asInt()).isEqualTo(2);
            assertThat(condition(status, "Placed")).isEqualTo("False");
        });
        assertThat(assignments()).containsExactly("1 SURGING");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(objects.find(FleetKinds.MEMBERS, "", cluster)
                                .orElseThrow()
                                .at("/status/presence")
                                .asText())
                        .isEqualTo("Lost"));
    }

    @Test
    void whatTheMemberRefusesIsShown() {
        create(1, "");
        eventually(status -> assertThat(condition(status, "Placed")).isEqualTo("True"));

        reports.onAck(
                member,
                new AgentMessage.Ack(
                        SectionName.WORKLOADS,
                        SectionState.NONE,
                        List.of(new ObjectResult.Failed(deploymentKey(), "quota exceeded"))));

        eventually(status ->
                assertThat(status.at("/placements/0/message").asText()).isEqualTo("quota exceeded"));
    }

    /** What one member reports must not stop the plan of the fleet. */
    @Test
    void anInventoryThatContradictsItselfIsRefusedAndTheFleetPlansOn() {
        inventory(node("same"), node("same"), node("same"), node("same"));
        create(3, "");

        eventually(status -> assertThat(status.path("replicas").asInt()).isEqualTo(2));
        reports.onInventory(member, List.of("{\"node\": \"\"}"));
        reports.onInventory(member, List.of("nonsense"));
        passes("plan");
        assertThat(reports.facts(cluster).nodes()).hasSize(2);
    }

    private void create(int replicas, String more) {
        objects.createIfAbsent(
                FleetKinds.WORKLOADS, (ObjectNode) Json.parse("""
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                 "metadata": {"namespace": "default", "name": "%s"},
                 "spec": {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 4096},
                          "replicas": %d, "placement": {"clusters": ["%s"]}%s}}""".formatted(name, replicas, cluster, more)));
    }

    private void merge(String patch) {
        Database.await(service.client("test")
                .resource("fleet.windrose.dev", "inferenceworkloads")
                .merge("", "default", name, Json.parse(patch)));
    }

    private void delete(String plural, String namespace, String object) {
        var collection = service.client("test").resource("fleet.windrose.dev", plural);
        if (Database.await(collection.find(namespace, object)).isPresent()) {
            Database.await(collection.delete(namespace, object, DeleteOptions.NONE));
        }
    }

    private void inventory(NodeInventory... nodes) {
        reports.onInventory(
                member, List.of(nodes).stream().map(InventoryRow::encode).toList());
    }

    private static NodeInventory node(String node) {
        return Given.node(node, "aws", "us-east-1", "g6.xlarge", "L4", 1);
    }

    /** The member does as it is told, and says that so many replicas are ready. */
    private void applyAndReport(int ready) {
        var replicas = deployment().at("/spec/replicas").asInt();
        reports.onWorkloads(
                member,
                List.of(new WorkloadStatus(
                        deploymentKey(),
                        uid(),
                        generation(),
                        new WorkloadStatus.Replicas(replicas, ready, replicas),
                        new WorkloadStatus.Endpoints("chat.default.svc:8000", List.of()),
                        false,
                        "")));
    }

    private ObjectKey deploymentKey() {
        return new ObjectKey(desiredKeys().stream()
                .filter(key -> key.contains("/Deployment/"))
                .findFirst()
                .orElseThrow());
    }

    private JsonNode deployment() {
        return Json.parse(database.column("""
                        select b.body from desired_object o join desired_body b using (digest)
                         where o.cluster = '%s' and o.key like '%%/Deployment/%%'""".formatted(cluster)).getFirst());
    }

    private List<String> desiredKeys() {
        return database.column("select key from desired_object where cluster = '%s'".formatted(cluster));
    }

    private Generation generation() {
        return desired.sections(member).await().atMost(SOON).getFirst().generation();
    }

    private List<String> assignments() {
        return database.column(
                "select replicas || ' ' || phase from assignment where cluster = '%s'".formatted(cluster));
    }

    private String uid() {
        return objects.find(FleetKinds.WORKLOADS, "default", name)
                .orElseThrow()
                .at("/metadata/uid")
                .asText();
    }

    private void eventually(Consumer<JsonNode> holds) {
        await().atMost(SOON)
                .untilAsserted(() -> holds.accept(objects.find(FleetKinds.WORKLOADS, "default", name)
                        .orElseThrow()
                        .path("status")));
    }

    private static String condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "absent";
    }

    private String ofWorkload(String select) {
        return "%s where resource = 'inferenceworkloads.fleet.windrose.dev' and name = '%s'".formatted(select, name);
    }

    private void quiet() {
        passes("plan");
        passes("workload-status");
        passes("plan");
        passes("workload-status");
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
