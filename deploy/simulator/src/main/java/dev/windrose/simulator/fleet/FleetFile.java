package dev.windrose.simulator.fleet;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads fleet.yaml. Everything is checked before anything starts; the first complaint ends the reading. */
public final class FleetFile {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
    private static final Pattern POOL_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?");
    private static final Pattern CIDR = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.0\\.0/16");
    private static final Pattern REGION = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Set<String> CLUSTER_FIELDS =
            fields("name", "cloud", "region", "zones", "labels", "podCidr", "pools");
    private static final Set<String> POOL_FIELDS = fields(
            "name",
            "instanceType",
            "count",
            "maxCount",
            "capacityType",
            "gpuProduct",
            "gpusPerNode",
            "gpuMemoryMiB",
            "migGpus",
            "migSlices",
            "vcpus",
            "memoryGiB",
            "taints");
    private static final Pattern MIG_PROFILE = Pattern.compile("([1-7])g\\.[1-9][0-9]{0,2}gb");
    private static final int MIG_COMPUTE = 7;
    private static final Set<String> EFFECTS = fields("NoSchedule", "PreferNoSchedule", "NoExecute");
    /** A /16 holds 256 nodes' /24; the first one is kept free. */
    private static final int MAX_NODES = 250;

    private static final int MAX_OCTET = 255;

    private FleetFile() {}

    /** @throws FleetFileException the file is missing, unreadable, or says something that cannot be */
    public static FleetSpec read(Path file) throws FleetFileException {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new FleetFileException(
                    "%s cannot be read (%s). Maybe --fleet names another folder.".formatted(file, e));
        }
    }

    /** @param file its name, for messages only */
    public static FleetSpec parse(String file, String text) throws FleetFileException {
        YamlView root = YamlView.of(file, "", compose(file, text), fields("clusters"));
        List<ClusterSpec> clusters = new ArrayList<>();
        Map<String, String> cidrs = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (YamlView view : root.views("clusters", CLUSTER_FIELDS)) {
            ClusterSpec cluster = cluster(view);
            if (!names.add(cluster.name())) {
                throw view.complain(
                        "name", "(%s) is taken by an earlier cluster; names are unique".formatted(cluster.name()));
            }
            String other = cidrs.putIfAbsent(cluster.podCidr(), cluster.name());
            if (other != null) {
                throw view.complain(
                        "podCidr",
                        "(%s) is that of cluster %s; give each cluster its own".formatted(cluster.podCidr(), other));
            }
            clusters.add(cluster);
        }
        if (clusters.isEmpty()) {
            throw root.complain("clusters", "must list at least one cluster");
        }
        return new FleetSpec(clusters);
    }

    private static Node compose(String file, String text) throws FleetFileException {
        try {
            var node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (node == null) {
                throw new FleetFileException(file + ":1: the file is empty; it must hold clusters: [...]");
            }
            return node;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new FleetFileException("%s:%d: not YAML: %s".formatted(file, line, e.getProblem()));
        } catch (YAMLException e) {
            throw new FleetFileException("%s:1: not YAML: %s".formatted(file, e.getMessage()));
        }
    }

    private static ClusterSpec cluster(YamlView view) throws FleetFileException {
        String name = view.matching("name", DNS_LABEL, "a DNS label of at most 40 characters (a-z, 0-9, -)");
        Cloud cloud = view.chosen("cloud", Cloud::of, "aws, azure, gcp");
        String region = view.matching("region", REGION, "a region such as us-east-1, westeurope or us-central1");
        List<String> zones = view.texts("zones");
        if (zones.isEmpty()) {
            throw view.complain("zones", "must list at least one zone of " + region);
        }
        List<PoolSpec> pools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int nodes = 0;
        for (YamlView poolView : view.views("pools", POOL_FIELDS)) {
            PoolSpec pool = pool(poolView);
            if (!names.add(pool.name())) {
                throw poolView.complain("name", "(%s) is taken by an earlier pool of %s".formatted(pool.name(), name));
            }
            nodes += pool.maxCount();
            pools.add(pool);
        }
        if (pools.isEmpty()) {
            throw view.complain("pools", "must list at least one pool");
        }
        if (nodes > MAX_NODES) {
            throw view.complain(
                    "pools", "hold %d nodes, more than the %d that podCidr has room for".formatted(nodes, MAX_NODES));
        }
        return new ClusterSpec(name, cloud, region, zones, view.stringMap("labels"), cidr(view), pools);
    }

    private static String cidr(YamlView view) throws FleetFileException {
        String cidr = view.matching("podCidr", CIDR, "an IPv4 range of the form 10.20.0.0/16");
        var parts = CIDR.matcher(cidr);
        if (!parts.matches()
                || Integer.parseInt(parts.group(1)) > MAX_OCTET
                || Integer.parseInt(parts.group(2)) > MAX_OCTET) {
            throw view.complain("podCidr", "(%s) has a number above 255".formatted(cidr));
        }
        return cidr;
    }

    private static PoolSpec pool(YamlView view) throws FleetFileException {
        String name = view.matching("name", POOL_NAME, "a DNS label of at most 30 characters (a-z, 0-9, -)");
        String type = view.matching("instanceType", INSTANCE, "a machine type of the cloud");
        int count = view.number("count", 0, MAX_NODES);
        int maxCount = view.has("maxCount") ? view.number("maxCount", count, MAX_NODES) : count;
        CapacityType capacity = view.has("capacityType")
                ? view.chosen("capacityType", CapacityType::of, "on-demand, spot")
                : CapacityType.ON_DEMAND;
        Optional<InstanceType> known = InstanceType.of(type);
        int vcpus = size(view, "vcpus", known.map(InstanceType::vcpus), type);
        int memory = size(view, "memoryGiB", known.map(InstanceType::memoryGiB), type);
        if (!view.has("gpuProduct")) {
            return withoutGpu(
                    view,
                    new PoolSpec(
                            name,
                            type,
                            count,
                            maxCount,
                            capacity,
                            Optional.empty(),
                            0,
                            0,
                            MigSpec.NONE,
                            vcpus,
                            memory,
                            taints(view)),
                    known);
        }
        GpuProduct gpu = view.chosen("gpuProduct", GpuProduct::of, String.join(", ", GpuProduct.labels()));
        int gpus = view.number("gpusPerNode", 1, 16);
        if (known.isPresent() && !known.get().takesAttachedGpus() && known.get().gpus() != gpus) {
            throw view.complain(
                    "gpusPerNode",
                    "(%d) is not what %s has: %d"
                            .formatted(gpus, type, known.get().gpus()));
        }
        int memoryMiB = view.has("gpuMemoryMiB") ? view.number("gpuMemoryMiB", 1024, 1_048_576) : gpu.memoryMiB();
        return new PoolSpec(
                name,
                type,
                count,
                maxCount,
                capacity,
                Optional.of(gpu),
                gpus,
                memoryMiB,
                mig(view, gpu, gpus),
                vcpus,
                memory,
                taints(view));
    }

    private static MigSpec mig(YamlView view, GpuProduct gpu, int gpus) throws FleetFileException {
        if (!view.has("migGpus") && !view.has("migSlices")) {
            return MigSpec.NONE;
        }
        int cut = view.number("migGpus", 1, gpus);
        SortedMap<String, Integer> slices = new TreeMap<>();
        int compute = 0;
        for (var slice : view.stringMap("migSlices").entrySet()) {
            var profile = MIG_PROFILE.matcher(slice.getKey());
            if (!gpu.mig() || !profile.matches() || !slice.getValue().matches("[1-9][0-9]{0,2}")) {
                throw view.complain(
                        "migSlices", "must map profiles such as 3g.40gb to numbers, for a product that MIG can cut");
            }
            slices.put(slice.getKey(), Integer.parseInt(slice.getValue()));
            compute += Integer.parseInt(profile.group(1)) * Integer.parseInt(slice.getValue());
        }
        if (slices.isEmpty() || compute > MIG_COMPUTE * cut) {
            throw view.complain("migSlices", "must fill %d GPUs at most, and something of them".formatted(cut));
        }
        return new MigSpec(cut, slices);
    }

    private static PoolSpec withoutGpu(YamlView view, PoolSpec pool, Optional<InstanceType> known)
            throws FleetFileException {
        if (List.of("gpusPerNode", "gpuMemoryMiB", "migGpus", "migSlices").stream()
                .anyMatch(view::has)) {
            throw view.complain(
                    "gpuProduct", "is missing; add it, or remove gpusPerNode, gpuMemoryMiB, migGpus, migSlices");
        }
        if (known.isPresent() && known.get().gpus() > 0) {
            throw view.complain("gpuProduct", "is missing; %s has GPUs".formatted(pool.instanceType()));
        }
        return pool;
    }

    private static int size(YamlView view, String field, Optional<Integer> known, String type)
            throws FleetFileException {
        if (view.has(field)) {
            return view.number(field, 1, 65_536);
        }
        return known.orElseThrow(() -> view.complain(
                field,
                "is missing; the size of machine type %s is not known, so give vcpus and memoryGiB".formatted(type)));
    }

    private static List<TaintSpec> taints(YamlView view) throws FleetFileException {
        List<TaintSpec> taints = new ArrayList<>();
        for (YamlView taint : view.views("taints", fields("key", "value", "effect"))) {
            String effect = taint.text("effect");
            if (!EFFECTS.contains(effect)) {
                throw taint.complain("effect", "(%s) must be one of %s".formatted(effect, String.join(", ", EFFECTS)));
            }
            taints.add(new TaintSpec(taint.text("key"), taint.optional("value").orElse(""), effect));
        }
        return taints;
    }

    /** In the order given, so that messages list fields as the documentation does. */
    private static Set<String> fields(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}
