package dev.windrose.simulator.node;

import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.fleet.PoolSpec;
import dev.windrose.simulator.world.Templates;

/** Names, addresses and provider ids of nodes as each cloud gives them. Same cluster, pool and number: same name. */
final class NodeNames {
    private static final int EKS_ID = 17;
    private static final int GKE_GROUP = 8;
    private static final int GKE_SUFFIX = 4;
    private static final long ZONE_SIZE = 200;
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

    private final ClusterSpec cluster;
    private final PoolSpec pool;

    NodeNames(ClusterSpec cluster, PoolSpec pool) {
        this.cluster = cluster;
        this.pool = pool;
    }

    String name(int index, String ip) {
        return switch (cluster.cloud()) {
            case AWS -> "ip-%s.%s".formatted(ip.replace('.', '-'), awsDomain());
            case GCP ->
                "gke-%s-%s-%s-%s"
                        .formatted(
                                cluster.name(),
                                pool.name(),
                                Long.toHexString(number("group", 1L << 32) | 1L << 32)
                                        .substring(1, 1 + GKE_GROUP),
                                Templates.shortHash(seed("node" + index), GKE_SUFFIX));
            case AZURE -> "aks-%s-%08d-vmss%06d".formatted(aksPool(), number("vmss", 100_000_000L), index);
        };
    }

    /** An address of the machine network, outside the pods' range. */
    String ip(int nodeNumber) {
        int block = Integer.parseInt(cluster.podCidr().split("\\.", -1)[1]);
        return "172.%d.%d.%d".formatted(16 + block % 16, nodeNumber / ZONE_SIZE, 10 + nodeNumber % ZONE_SIZE);
    }

    String providerId(int index, String name, String zone) {
        return switch (cluster.cloud()) {
            case AWS -> "aws:///%s/i-0%s".formatted(zone, hex(index));
            case GCP -> "gce://windrose-demo/%s/%s".formatted(zone, name);
            case AZURE ->
                ("azure:///subscriptions/%s/resourceGroups/mc_%s/providers/Microsoft.Compute/"
                                + "virtualMachineScaleSets/%s-vmss/virtualMachines/%d")
                        .formatted(SUBSCRIPTION, cluster.name(), name.substring(0, name.indexOf("-vmss")), index);
        };
    }

    private String awsDomain() {
        return cluster.region().equals("us-east-1") ? "ec2.internal" : cluster.region() + ".compute.internal";
    }

    /** AKS pool names hold letters and digits only. */
    String aksPool() {
        return pool.name().replace("-", "");
    }

    private String hex(int index) {
        StringBuilder made = new StringBuilder();
        for (int i = 0; made.length() < EKS_ID - 1; i++) {
            made.append(Long.toHexString(number(index + "/" + i, 1L << 32) | 1L << 32)
                    .substring(1));
        }
        return made.substring(0, EKS_ID - 1);
    }

    private long number(String what, long bound) {
        return Templates.number(seed(what), bound);
    }

    private String seed(String what) {
        return "%s/%s/%s".formatted(cluster.name(), pool.name(), what);
    }
}
