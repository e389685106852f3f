package dev.windrose.simulator.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One simulated cluster.
 *
 * @param name a DNS label, unique in the fleet
 * @param zones at least one; nodes of a pool go round them
 * @param labels what an operator would label the member with; kept on its kube-system namespace
 * @param podCidr an IPv4 /16: each node gets a /24 of it
 */
public record ClusterSpec(
        String name,
        Cloud cloud,
        String region,
        List<String> zones,
        Map<String, String> labels,
        String podCidr,
        List<PoolSpec> pools) {
    public ClusterSpec {
        zones = List.copyOf(zones);
        labels = Map.copyOf(new LinkedHashMap<>(labels));
        pools = List.copyOf(pools);
    }

    ClusterSpec renamed(String newName, String newPodCidr) {
        return new ClusterSpec(newName, cloud, region, zones, labels, newPodCidr, pools);
    }
}
