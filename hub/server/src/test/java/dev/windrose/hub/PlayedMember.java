package dev.windrose.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.member.MemberReports;
import dev.windrose.hub.placement.db.PgDesiredState;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.service.DeleteOptions;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.InventoryRow;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A member that the test plays in the running hub: it joins, reports nodes, and does as it is told when asked to. */
@Dependent
public class PlayedMember {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final FleetObjects objects;
    private final KubeService service;
    private final MemberReports reports;
    private final PgDesiredState desired;
    private final HubDatabase database;
    private final String cluster = "played-" + NUMBER.incrementAndGet();

    public PlayedMember(
            FleetObjects objects,
            KubeService service,
            MemberReports reports,
            PgDesiredState desired,
            HubDatabase database) {
        this.objects = objects;
        this.service = service;
        this.reports = reports;
        this.desired = desired;
        this.database = database;
    }

    public String name() {
        return cluster;
    }

    /** With so many nodes of one L4 each. */
    public PlayedMember join(int nodes) {
        objects.createIfAbsent(FleetKinds.MEMBERS, (ObjectNode) Json.parse("""
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "MemberCluster",
                 "metadata": {"name": "%s"}, "spec": {}}""".formatted(cluster)));
        reports.onHello(
                member(), new AgentMessage.Hello("1.0", ProtocolRange.CURRENT, Set.of(), Map.of(), Incarnation.NONE));
        reports.onPresence(member(), PresenceState.PRESENT, Duration.ZERO);
        reports.onInventory(
                member(),
                java.util.stream.IntStream.range(0, nodes)
                        .mapToObj(i -> node("n" + i))
                        .map(InventoryRow::encode)
                        .toList());
        return this;
    }

    private static NodeInventory node(String name) {
        return Given.node(name, "aws", "us-east-1", "g6.xlarge", "L4", 1);
    }

    public void leave() {
        delete(FleetKinds.MEMBERS.plural(), "", cluster);
    }

    /** A workload in namespace {@code default} that is pinned to this member. */
    public void workload(String name, int replicas) {
        objects.createIfAbsent(FleetKinds.WORKLOADS, (ObjectNode) Json.parse(workloadJson("default", name, replicas)));
    }

    public String workloadJson(String namespace, String name, int replicas) {
        return """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                 "metadata": {"namespace": "%s", "name": "%s"},
                 "spec": {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 4096},
                          "replicas": %d, "placement": {"clusters": ["%s"]}}}""".formatted(namespace, name, replicas, cluster);
    }

    public void delete(String plural, String namespace, String object) {
        var collection = service.client("test").resource("fleet.windrose.dev", plural);
        if (Database.await(collection.find(namespace, object)).isPresent()) {
            Database.await(collection.delete(namespace, object, DeleteOptions.NONE));
        }
    }

    public Optional<ObjectNode> find(String workload) {
        return objects.find(FleetKinds.WORKLOADS, "default", workload);
    }

    public JsonNode status(String workload) {
        return find(workload).orElseThrow().path("status");
    }

    public static JsonNode condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return Json.MAPPER.missingNode();
    }

    /** Applies what the hub desires of the workload, and says that all of its replicas are ready. */
    public void serve(String workload) {
        var uid = find(workload).orElseThrow().at("/metadata/uid").asText();
        for (var key : desiredDeployments(workload)) {
            var replicas = deployment(key).at("/spec/replicas").asInt();
            reports.onWorkloads(
                    member(),
                    List.of(new WorkloadStatus(
                            new ObjectKey(key),
                            uid,
                            desired.sections(member())
                                    .await()
                                    .atMost(SOON)
                                    .getFirst()
                                    .generation(),
                            new WorkloadStatus.Replicas(replicas, replicas, replicas),
                            new WorkloadStatus.Endpoints("chat.default.svc:8000", List.of()),
                            false,
                            "")));
        }
    }

    public List<String> desiredDeployments(String workload) {
        return database.column(
                "select key from desired_object where cluster = '%s' and key like '%%/Deployment/%%/%s%%'"
                        .formatted(cluster, workload));
    }

    public JsonNode deployment(String key) {
        return Json.parse(database.column("""
                        select b.body from desired_object o join desired_body b using (digest)
                         where o.cluster = '%s' and o.key = '%s'""".formatted(cluster, key)).getFirst());
    }

    /** {@code replicas phase generation} of each row on this member. */
    public List<String> assignments() {
        return database.column(
                "select replicas || ' ' || phase || ' ' || generation from assignment where cluster = '%s' order by 1"
                        .formatted(cluster));
    }

    private ClusterName member() {
        return new ClusterName(cluster);
    }
}
