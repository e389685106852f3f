package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.simulator.control.Action;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.node.Furniture;
import dev.windrose.simulator.node.Nodes;
import dev.windrose.simulator.store.ServiceAddresses;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Brings a cluster in line with the fleet file at its start: what is missing is made, nodes that the file no longer has
 * go, sizes and labels of the others follow the file. What others added to a node (labels, taints, a cordon) stays.
 */
final class Seeder {
    private Seeder() {}

    static List<Action> actions(ClusterSpec cluster, World world, String now) {
        List<Action> actions = new ArrayList<>();
        Furniture.namespaces(cluster).forEach(o -> create(world, Kinds.NAMESPACES, o, actions));
        Furniture.daemonSets(cluster).forEach(o -> create(world, Kinds.DAEMON_SETS, o, actions));
        create(world, Kinds.SERVICES, apiService(), actions);
        Set<String> wanted = new HashSet<>();
        for (ObjectNode node : Nodes.of(cluster, now)) {
            String name = Json.text(node, "metadata", "name");
            wanted.add(name);
            Optional<Meta> found = world.node(name).map(n -> n.meta());
            if (found.isEmpty()) {
                create(world, Kinds.NODES, node, actions);
            } else {
                follow(found.get(), node).ifPresent(actions::add);
            }
        }
        cluster.pools()
                .forEach(pool -> IntStream.range(pool.count(), pool.maxCount())
                        .forEach(i -> wanted.add(Json.text(Nodes.of(cluster, pool, i, now), "metadata", "name"))));
        world.nodes().stream()
                .filter(n -> !wanted.contains(n.meta().name()))
                .forEach(n -> actions.add(Action.delete(n.meta())));
        return actions;
    }

    private static void create(World world, ResourceName kind, ObjectNode object, List<Action> actions) {
        ObjectKey key =
                new ObjectKey(kind, Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
        if (world.find(key).isEmpty()) {
            actions.add(new Action.Create(key, object));
        }
    }

    private static Optional<Action> follow(Meta found, ObjectNode wanted) {
        ObjectNode changed = found.object().deepCopy();
        ObjectNode labels = Json.child(changed, "metadata", "labels");
        Json.strings(Json.at(wanted, "metadata", "labels")).forEach(labels::put);
        ObjectNode status = Json.child(changed, "status");
        for (String field : List.of("capacity", "allocatable")) {
            status.set(field, Json.at(wanted, "status", field));
        }
        return changed.equals(found.object()) ? Optional.empty() : Optional.of(Action.update(found, changed));
    }

    private static ObjectNode apiService() {
        ObjectNode service = Json.object().put("apiVersion", "v1").put("kind", "Service");
        ObjectNode metadata =
                service.putObject("metadata").put("name", "kubernetes").put("namespace", "default");
        metadata.putObject("labels").put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = service.putObject("spec").put("type", "ClusterIP").put("clusterIP", ServiceAddresses.API);
        spec.putArray("clusterIPs").add(ServiceAddresses.API);
        ObjectNode port =
                spec.putArray("ports").addObject().put("name", "https").put("port", 443);
        port.put("protocol", "TCP").put("targetPort", 6443);
        spec.put("sessionAffinity", "None");
        return service;
    }
}
