package dev.windrose.simulator.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.fleet.Cloud;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Namespaces and daemons that every cluster starts with. */
public final class Furniture {
    private static final String SYSTEM = "kube-system";

    private Furniture() {}

    /** kube-system carries the operator's labels of the cluster. */
    public static List<ObjectNode> namespaces(ClusterSpec cluster) {
        List<ObjectNode> made = new ArrayList<>();
        for (String name : List.of("default", SYSTEM, "kube-public", "kube-node-lease")) {
            ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
            ObjectNode metadata = namespace.putObject("metadata").put("name", name);
            ObjectNode labels = metadata.putObject("labels").put("kubernetes.io/metadata.name", name);
            if (name.equals(SYSTEM)) {
                cluster.labels().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(e -> labels.put(e.getKey(), e.getValue()));
            }
            namespace.putObject("spec").putArray("finalizers").add("kubernetes");
            namespace.putObject("status").put("phase", "Active");
            made.add(namespace);
        }
        return made;
    }

    /** The proxy on every node and the device plugin on those with GPUs; they ask for what the real ones ask for. */
    public static List<ObjectNode> daemonSets(ClusterSpec cluster) {
        String networking = cluster.cloud() == Cloud.AWS ? "aws-node" : "kube-proxy";
        ObjectNode plugin =
                daemonSet("nvidia-device-plugin", "nvcr.io/nvidia/k8s-device-plugin:v0.18.0", "50m", "64Mi");
        Json.child(Json.child(plugin, "spec", "template"), "spec", "nodeSelector")
                .put("nvidia.com/gpu.present", "true");
        return List.of(daemonSet(networking, "registry.k8s.io/kube-proxy:v1.34.2", "100m", "64Mi"), plugin);
    }

    private static ObjectNode daemonSet(String name, String image, String cpu, String memory) {
        ObjectNode set = Json.object().put("apiVersion", "apps/v1").put("kind", "DaemonSet");
        ObjectNode metadata = set.putObject("metadata").put("name", name).put("namespace", SYSTEM);
        metadata.put("generation", 1);
        metadata.putObject("labels").put("k8s-app", name);
        ObjectNode spec = set.putObject("spec");
        Json.child(spec, "selector", "matchLabels").put("k8s-app", name);
        Json.child(Json.child(spec, "template"), "metadata", "labels").put("k8s-app", name);
        ObjectNode pod = Json.child(spec, "template", "spec");
        pod.put("priorityClassName", "system-node-critical").put("priority", 2_000_001_000);
        pod.putArray("tolerations").addObject().put("operator", "Exists");
        ObjectNode container =
                pod.putArray("containers").addObject().put("name", name).put("image", image);
        Json.child(container, "resources", "requests").put("cpu", cpu).put("memory", memory);
        Json.child(spec, "updateStrategy").put("type", "RollingUpdate");
        return set;
    }
}
