package dev.windrose.placement.inventory;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads where a node comes from out of the labels that clouds and provisioners put on it. */
final class NodeOrigins {
    /** People may say on a node what its cloud does not; it wins over the clouds' labels. */
    static final String TIER_OVERRIDE = "windrose.dev/capacity-tier";

    static final String POOL_OVERRIDE = "windrose.dev/pool";

    private static final List<String> POOLS = List.of(
            POOL_OVERRIDE,
            "karpenter.sh/nodepool",
            "eks.amazonaws.com/nodegroup",
            "cloud.google.com/gke-nodepool",
            "kubernetes.azure.com/agentpool",
            "agentpool");

    private NodeOrigins() {}

    static NodeOrigin read(NodeFacts node) {
        Map<String, String> labels = node.labels();
        return new NodeOrigin(
                first(labels, POOLS),
                first(labels, List.of("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")),
                cloud(node),
                first(labels, List.of("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")),
                // AWS gives zones another name in each account; prices name them by id.
                first(
                        labels,
                        List.of(
                                "topology.k8s.aws/zone-id",
                                "topology.kubernetes.io/zone",
                                "failure-domain.beta.kubernetes.io/zone")),
                tier(labels));
    }

    private static Optional<String> cloud(NodeFacts node) {
        int scheme = node.providerId().indexOf("://");
        if (scheme > 0) {
            String name = node.providerId().substring(0, scheme);
            return Optional.of(name.equals("gce") ? "gcp" : name);
        }
        return Optional.empty();
    }

    private static CapacityTier tier(Map<String, String> labels) {
        String override = labels.get(TIER_OVERRIDE);
        if (override != null) {
            return CapacityTier.parse(override).orElse(CapacityTier.UNKNOWN);
        }
        Set<CapacityTier> said = EnumSet.noneOf(CapacityTier.class);
        karpenterAndEks(labels, said);
        gke(labels, said);
        aks(labels, said);
        return said.size() == 1 ? said.iterator().next() : CapacityTier.UNKNOWN;
    }

    private static void karpenterAndEks(Map<String, String> labels, Set<CapacityTier> said) {
        String karpenter = labels.get("karpenter.sh/capacity-type");
        if (karpenter != null) {
            said.add(CapacityTier.parse(karpenter).orElse(CapacityTier.UNKNOWN));
        }
        String eks = labels.get("eks.amazonaws.com/capacityType");
        if (eks != null) {
            said.add(
                    switch (eks) {
                        case "ON_DEMAND" -> CapacityTier.ON_DEMAND;
                        case "SPOT" -> CapacityTier.SPOT;
                        case "CAPACITY_BLOCK" -> CapacityTier.RESERVED;
                        default -> CapacityTier.UNKNOWN;
                    });
        }
    }

    /** GKE marks spot, preemptible and reserved nodes; an unmarked node of a GKE pool is on-demand by its documentation. */
    private static void gke(Map<String, String> labels, Set<CapacityTier> said) {
        String provisioning = labels.getOrDefault("cloud.google.com/gke-provisioning", "");
        if (yes(labels, "cloud.google.com/gke-spot")
                || yes(labels, "cloud.google.com/gke-preemptible")
                || provisioning.equals("spot")
                || provisioning.equals("preemptible")) {
            said.add(CapacityTier.SPOT);
        } else if (labels.containsKey("cloud.google.com/reservation-name")) {
            said.add(CapacityTier.RESERVED);
        } else if (provisioning.equals("standard") || labels.containsKey("cloud.google.com/gke-nodepool")) {
            said.add(CapacityTier.ON_DEMAND);
        }
    }

    /** AKS marks spot nodes; a node of an AKS agent pool without the mark has regular priority. */
    private static void aks(Map<String, String> labels, Set<CapacityTier> said) {
        String priority = labels.get("kubernetes.azure.com/scalesetpriority");
        if (priority != null) {
            said.add(
                    switch (priority) {
                        case "spot" -> CapacityTier.SPOT;
                        case "regular" -> CapacityTier.ON_DEMAND;
                        default -> CapacityTier.UNKNOWN;
                    });
        } else if (labels.containsKey("kubernetes.azure.com/agentpool")
                && !labels.containsKey("karpenter.sh/capacity-type")) {
            said.add(CapacityTier.ON_DEMAND);
        }
    }

    private static boolean yes(Map<String, String> labels, String key) {
        return "true".equals(labels.get(key));
    }

    private static Optional<String> first(Map<String, String> labels, List<String> keys) {
        return keys.stream()
                .map(key -> labels.getOrDefault(key, ""))
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}
