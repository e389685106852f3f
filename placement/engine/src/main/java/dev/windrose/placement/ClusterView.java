package dev.windrose.placement;

import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One member as the planner sees it.
 *
 * @param cloud {@code aws}, {@code azure}, {@code gcp} …, or empty
 * @param region from the MemberCluster; a node's own region is used for its price where it has one
 * @param cordoned takes nothing new; what runs stays
 * @param allowedNamespaces globs of namespaces that may run here; empty: every one but {@code kube-*} and
 *     {@code windrose-*}, which never may
 * @param nodes last reported inventory
 * @param inventoryAge since the inventory was received; empty when there is none
 * @param provisionable pools that the member's autoscaler may add nodes to; a pool that is not in it is as large as it is
 * @param pause no row of this cluster changes while there is one, unless its workload was deleted
 */
public record ClusterView(
        ClusterId id,
        Optional<String> cloud,
        Optional<String> region,
        Map<String, String> labels,
        List<Taint> taints,
        boolean cordoned,
        List<String> allowedNamespaces,
        Presence presence,
        List<NodeInventory> nodes,
        Optional<Duration> inventoryAge,
        List<Provisionable> provisionable,
        Optional<Pause> pause) {
    public ClusterView {
        provisionable = List.copyOf(provisionable);
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        allowedNamespaces = List.copyOf(allowedNamespaces);
        nodes = List.copyOf(nodes);
        long names = nodes.stream().map(NodeInventory::name).distinct().count();
        if (names != nodes.size()) {
            throw new IllegalArgumentException("Cluster %s reports a node name twice.".formatted(id.value()));
        }
    }

    /** The same with other nodes. */
    public ClusterView withNodes(List<NodeInventory> others) {
        return new ClusterView(
                id,
                cloud,
                region,
                labels,
                taints,
                cordoned,
                allowedNamespaces,
                presence,
                others,
                inventoryAge,
                provisionable,
                pause);
    }

    /** The same, cordoned or not. */
    public ClusterView withCordon(boolean other) {
        return new ClusterView(
                id,
                cloud,
                region,
                labels,
                taints,
                other,
                allowedNamespaces,
                presence,
                nodes,
                inventoryAge,
                provisionable,
                pause);
    }
}
