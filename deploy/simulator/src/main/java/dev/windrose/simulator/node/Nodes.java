package dev.windrose.simulator.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.fleet.CapacityType;
import dev.windrose.simulator.fleet.Cloud;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.fleet.MigSpec;
import dev.windrose.simulator.fleet.PoolSpec;
import dev.windrose.simulator.fleet.TaintSpec;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The nodes of a cluster, each equal at every start. */
public final class Nodes {
    private static final String KUBELET = "v1.34.2";
    private static final int PODS = 110;
    private static final long KI_PER_GI = 1024L * 1024;
    /** Kept for the system, as the clouds do: a little cpu, and memory by a share and a floor. */
    private static final int RESERVED_CPU_MILLIS = 100;

    private static final long RESERVED_KI = 900L * 1024;
    private static final int RESERVED_SHARE = 32;

    private Nodes() {}

    /** @param now printed as the time since which conditions hold */
    public static List<ObjectNode> of(ClusterSpec cluster, String now) {
        List<ObjectNode> nodes = new ArrayList<>();
        for (PoolSpec pool : cluster.pools()) {
            for (int i = 0; i < pool.count(); i++) {
                nodes.add(of(cluster, pool, i, now));
            }
        }
        return nodes;
    }

    /** @param index counted in the pool from 0, less than its maxCount: same index, same node */
    public static ObjectNode of(ClusterSpec cluster, PoolSpec pool, int index, String now) {
        int number = index + 1;
        for (PoolSpec earlier : cluster.pools()) {
            if (earlier.name().equals(pool.name())) {
                break;
            }
            number += earlier.maxCount();
        }
        return node(cluster, pool, index, number, now);
    }

    /** What the cloud's label of node pools says of a node of this pool; autoscalers name their groups so here. */
    public static String group(ClusterSpec cluster, PoolSpec pool) {
        return cluster.cloud() == Cloud.AZURE ? new NodeNames(cluster, pool).aksPool() : pool.name();
    }

    private static ObjectNode node(ClusterSpec cluster, PoolSpec pool, int index, int number, String now) {
        NodeNames names = new NodeNames(cluster, pool);
        String ip = names.ip(number);
        String name = names.name(index, ip);
        String zone = cluster.zones().get(index % cluster.zones().size());
        ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata");
        metadata.put("name", name);
        metadata.set("labels", Json.of(labels(cluster, pool, name, zone)));
        metadata.putObject("annotations").put("node.alpha.kubernetes.io/ttl", "0");
        ObjectNode spec = node.putObject("spec");
        String podCidr = cluster.podCidr().replace(".0.0/16", ".%d.0/24".formatted(number));
        spec.put("podCIDR", podCidr);
        spec.putArray("podCIDRs").add(podCidr);
        spec.put("providerID", names.providerId(index, name, zone));
        if (!pool.taints().isEmpty()) {
            var taints = spec.putArray("taints");
            for (TaintSpec taint : pool.taints()) {
                taints.addObject()
                        .put("key", taint.key())
                        .put("value", taint.value())
                        .put("effect", taint.effect());
            }
        }
        node.set("status", status(cluster, pool, name, ip, now));
        return node;
    }

    private static Map<String, String> labels(ClusterSpec cluster, PoolSpec pool, String name, String zone) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("beta.kubernetes.io/arch", "amd64");
        labels.put("beta.kubernetes.io/instance-type", pool.instanceType());
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", "amd64");
        labels.put("kubernetes.io/hostname", name);
        labels.put("kubernetes.io/os", "linux");
        labels.put("node.kubernetes.io/instance-type", pool.instanceType());
        labels.put("topology.kubernetes.io/region", cluster.region());
        labels.put("topology.kubernetes.io/zone", zone);
        boolean spot = pool.capacityType() == CapacityType.SPOT;
        NodeNames names = new NodeNames(cluster, pool);
        switch (cluster.cloud()) {
            case AWS -> {
                labels.put("eks.amazonaws.com/nodegroup", pool.name());
                labels.put("eks.amazonaws.com/capacityType", spot ? "SPOT" : "ON_DEMAND");
            }
            case GCP -> {
                labels.put("cloud.google.com/gke-nodepool", pool.name());
                labels.put(
                        "cloud.google.com/machine-family", pool.instanceType().split("-", 2)[0]);
                if (spot) {
                    labels.put("cloud.google.com/gke-spot", "true");
                }
                pool.gpuProduct().ifPresent(gpu -> {
                    labels.put("cloud.google.com/gke-accelerator", gkeAccelerator(gpu.label()));
                    labels.put("cloud.google.com/gke-accelerator-count", Integer.toString(pool.gpusPerNode()));
                });
            }
            case AZURE -> {
                labels.put("agentpool", names.aksPool());
                labels.put("kubernetes.azure.com/agentpool", names.aksPool());
                labels.put("kubernetes.azure.com/cluster", "mc_" + cluster.name());
                labels.put("kubernetes.azure.com/mode", pool.gpuProduct().isEmpty() ? "system" : "user");
                labels.put("kubernetes.azure.com/scalesetpriority", spot ? "spot" : "regular");
                pool.gpuProduct().ifPresent(_ -> labels.put("kubernetes.azure.com/accelerator", "nvidia"));
            }
        }
        labels.putAll(GpuLabels.of(pool));
        return labels;
    }

    /** GKE's own names of accelerators (cloud.google.com/kubernetes-engine/docs/how-to/gpus). */
    private static String gkeAccelerator(String product) {
        String plain = product.toLowerCase(Locale.ROOT);
        if (plain.contains("h100")) {
            return "nvidia-h100-80gb";
        } else if (plain.contains("a100") && plain.contains("80gb")) {
            return "nvidia-a100-80gb";
        } else if (plain.contains("a100")) {
            return "nvidia-tesla-a100";
        } else if (plain.contains("t4")) {
            return "nvidia-tesla-t4";
        } else if (plain.contains("v100")) {
            return "nvidia-tesla-v100";
        }
        return plain;
    }

    private static ObjectNode status(ClusterSpec cluster, PoolSpec pool, String name, String ip, String now) {
        long memoryKi = pool.memoryGiB() * KI_PER_GI;
        ObjectNode status = Json.object();
        status.set("capacity", resources(pool, pool.vcpus() * 1000, memoryKi));
        long usable = memoryKi - RESERVED_KI - memoryKi / RESERVED_SHARE;
        status.set("allocatable", resources(pool, pool.vcpus() * 1000 - RESERVED_CPU_MILLIS, usable));
        var addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", ip);
        addresses.addObject().put("type", "Hostname").put("address", name);
        var conditions = status.putArray("conditions");
        condition(conditions.addObject(), "MemoryPressure", "False", "KubeletHasSufficientMemory", now);
        condition(conditions.addObject(), "DiskPressure", "False", "KubeletHasNoDiskPressure", now);
        condition(conditions.addObject(), "PIDPressure", "False", "KubeletHasSufficientPID", now);
        condition(conditions.addObject(), "Ready", "True", "KubeletReady", now);
        Json.child(status, "daemonEndpoints", "kubeletEndpoint").put("Port", 10250);
        ObjectNode info = status.putObject("nodeInfo");
        info.put("architecture", "amd64").put("operatingSystem", "linux").put("kubeletVersion", KUBELET);
        info.put("kubeProxyVersion", "").put("containerRuntimeVersion", "simulated://1.0");
        info.put("kernelVersion", "6.12.0")
                .put(
                        "osImage",
                        "Windrose simulated node (%s)".formatted(cluster.cloud().text()));
        info.put("machineID", "").put("systemUUID", "").put("bootID", "");
        return status;
    }

    private static ObjectNode resources(PoolSpec pool, int cpuMillis, long memoryKi) {
        ObjectNode made = Json.object();
        made.put("cpu", cpuMillis % 1000 == 0 ? Integer.toString(cpuMillis / 1000) : cpuMillis + "m");
        made.put("ephemeral-storage", "209702892Ki");
        made.put("memory", memoryKi + "Ki");
        if (pool.gpuProduct().isPresent()) {
            made.put(
                    "nvidia.com/gpu",
                    Integer.toString(pool.gpusPerNode() - pool.mig().gpus()));
            pool.mig().slices().forEach((profile, count) -> made.put(MigSpec.resource(profile), count.toString()));
        }
        made.put("pods", Integer.toString(PODS));
        return made;
    }

    private static void condition(ObjectNode made, String type, String value, String reason, String now) {
        made.put("type", type).put("status", value).put("reason", reason).put("message", reason);
        made.put("lastHeartbeatTime", now).put("lastTransitionTime", now);
    }
}
