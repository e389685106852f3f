package dev.windrose.hub.member;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.rest.Right;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/members/{name}}: what a MemberCluster's status only sums up. */
@ApplicationScoped
public class MemberRest implements Endpoints {
    private final FleetObjects stored;
    private final FleetMirror objects;
    private final MemberReports reports;
    private final PodLogs logs;

    public MemberRest(FleetObjects stored, FleetMirror objects, MemberReports reports, PodLogs logs) {
        this.stored = stored;
        this.objects = objects;
        this.reports = reports;
        this.logs = logs;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/api/v1/members/{name}/inventory",
                        new Right.OfResource("get", "memberclusters", "inventory"),
                        "A member's nodes and who holds their GPUs, with the inventory's age.",
                        call -> call.json(inventory(call))),
                Endpoint.get(
                        "/api/v1/members/{name}/namespaces/{namespace}/pods/{pod}/log",
                        new Right.OfResource("get", "inferenceworkloads", "log"),
                        "The log of a workload's pod in a member; ?container=&follow&tailLines=&sinceSeconds=.",
                        logs::answer));
    }

    private ObjectNode inventory(Call call) {
        var name = call.parameter("name");
        // From the store: who has just made a member must not be told that there is none.
        if (stored.find(FleetKinds.MEMBERS, "", name).isEmpty()) {
            throw Problem.notFound("/api/v1/members/" + name + "/inventory");
        }
        var facts = reports.facts(name);
        var owners = new HashMap<String, String>();
        objects.list(FleetKinds.WORKLOADS)
                .forEach(workload -> owners.put(
                        workload.at("/metadata/uid").asText(),
                        workload.at("/metadata/namespace").asText() + "/"
                                + workload.at("/metadata/name").asText()));
        var body = Json.MAPPER.createObjectNode();
        body.put("member", name).put("presence", facts.presence().name());
        if (facts.inventoryAge().isEmpty()) {
            // Not an empty cluster: nobody knows.
            body.putNull("ageSeconds").putNull("nodes");
            return body;
        }
        body.put("ageSeconds", facts.inventoryAge().get().toSeconds());
        var nodes = body.putArray("nodes");
        facts.nodes().forEach(node -> put(nodes.addObject(), node, owners));
        ExtrasJson.put(body, facts.extras());
        return body;
    }

    private static void put(ObjectNode to, NodeInventory node, Map<String, String> owners) {
        var origin = node.origin();
        to.put("name", node.name())
                .put("pool", origin.pool().orElse(null))
                .put("instanceType", origin.instanceType().orElse(null))
                .put("region", origin.region().orElse(null))
                .put("zone", origin.zone().orElse(null))
                .put(
                        "tier",
                        origin.tier() == CapacityTier.UNKNOWN
                                ? null
                                : origin.tier().text())
                .put("ready", node.ready())
                .put("schedulable", node.schedulable());
        if (!node.understanding().understood()) {
            to.put("notUnderstood", node.understanding().reason());
        }
        node.gpu().ifPresent(gpu -> put(to.putObject("gpus"), gpu, owners));
        if (!node.slices().isEmpty()) {
            var slices = to.putArray("slices");
            node.slices().forEach(slice -> put(slices.addObject(), slice, owners));
        }
        if (!node.others().isEmpty()) {
            var others = to.putArray("otherGpus");
            node.others()
                    .forEach(other -> put(others.addObject().put("notPlacedOn", other.why()), other.gpu(), owners));
        }
    }

    private static void put(ObjectNode to, GpuInventory gpu, Map<String, String> owners) {
        to.put("product", gpu.product().name())
                .put("resource", gpu.resource())
                .put("usableMiB", gpu.usableMiB().orElse(null))
                .put("sharing", gpu.sharing().name())
                .put("source", gpu.source().name())
                .put("capacity", gpu.capacity())
                .put("allocatable", gpu.allocatable())
                .put("free", gpu.unused())
                .put("foreign", gpu.usedByForeign());
        var held = to.putArray("heldBy");
        gpu.usedByOwner()
                .forEach((uid, count) -> held.addObject()
                        .put("workload", owners.get(uid.value()))
                        .put("uid", uid.value())
                        .put("gpus", count));
    }
}
