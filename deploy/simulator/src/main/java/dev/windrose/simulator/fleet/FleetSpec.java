package dev.windrose.simulator.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The clusters of a fleet, in the order of the file. */
public record FleetSpec(List<ClusterSpec> clusters) {
    /** Second octets of 10.0.0.0/8 that generated clusters take their /16 from. */
    private static final int OCTETS = 256;

    public FleetSpec {
        clusters = List.copyOf(clusters);
        if (clusters.isEmpty()) {
            throw new IllegalArgumentException("A fleet needs at least one cluster.");
        }
    }

    /**
     * The first so many clusters; when more are wanted than there are, the clusters serve as templates in turn: copies
     * are named {@code <template>-<n>} and take pod ranges that are free, the same ones each time. Past 256 clusters
     * pod ranges repeat, as they do between clusters that share no network.
     */
    public FleetSpec withClusters(int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("--clusters (%d) must be at least 1.".formatted(wanted));
        }
        List<ClusterSpec> made = new ArrayList<>(clusters.subList(0, Math.min(wanted, clusters.size())));
        Set<String> names = new HashSet<>();
        Set<String> taken = new HashSet<>();
        clusters.forEach(c -> names.add(c.name()));
        clusters.forEach(c -> taken.add(c.podCidr()));
        int octet = 0;
        for (int i = clusters.size(); i < wanted; i++) {
            ClusterSpec template = clusters.get(i % clusters.size());
            int copy = i / clusters.size() + 1;
            String name = template.name() + "-" + copy;
            while (!names.add(name)) {
                name = template.name() + "-" + ++copy;
            }
            String cidr = cidr(octet++);
            while (octet <= OCTETS && !taken.add(cidr)) {
                cidr = cidr(octet++);
            }
            made.add(template.renamed(name, cidr));
        }
        return new FleetSpec(made);
    }

    private static String cidr(int octet) {
        return "10.%d.0.0/16".formatted(octet % OCTETS);
    }
}
