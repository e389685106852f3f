package dev.windrose.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.Json;
import java.io.IOException;

/** GPU nodes in an API server that has no kubelets, as the device plugin and GPU feature discovery would describe them. */
public final class FabricatedNodes {
    private FabricatedNodes() {}

    public static void create(KubeClient api, int nodes, int gpusPerNode) throws IOException, InterruptedException {
        for (int i = 0; i < nodes; i++) {
            String name = "gpu-" + i;
            KubeClient.expect(api.create("/api/v1/nodes", node(name, gpusPerNode)), "node " + name);
            // Admission taints every new node as not ready; a controller that is not here would take that away.
            ObjectNode untainted = Json.MAPPER.createObjectNode();
            untainted.putObject("spec").putNull("taints");
            KubeClient.expect(api.mergePatch("/api/v1/nodes/" + name, untainted), "taints of node " + name);
            KubeClient.expect(
                    api.mergePatch("/api/v1/nodes/" + name + "/status", status(gpusPerNode)), "status of node " + name);
            // The API server taints a new node as not ready; the controller that would take it away does not run here.
            KubeClient.expect(api.mergePatch("/api/v1/nodes/" + name, withoutTaints()), "taints of node " + name);
        }
    }

    private static ObjectNode node(String name, int gpus) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata").put("name", name);
        metadata.putObject("labels")
                .put("kubernetes.io/hostname", name)
                .put("node.kubernetes.io/instance-type", BenchFleet.INSTANCE_TYPE)
                .put("topology.kubernetes.io/region", BenchFleet.REGION)
                .put("topology.kubernetes.io/zone", BenchFleet.REGION + "a")
                .put("eks.amazonaws.com/capacityType", "ON_DEMAND")
                .put("nvidia.com/gpu.product", BenchFleet.GPU)
                .put("nvidia.com/gpu.count", Integer.toString(gpus))
                .put("nvidia.com/gpu.memory", "15360")
                .put("nvidia.com/gpu.present", "true");
        node.putObject("spec").put("providerID", "aws:///" + BenchFleet.REGION + "a/i-" + name);
        return node;
    }

    private static ObjectNode withoutTaints() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.putObject("spec").putNull("taints");
        return root;
    }

    private static ObjectNode status(int gpus) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        ObjectNode status = root.putObject("status");
        for (String part : new String[] {"capacity", "allocatable"}) {
            status.putObject(part)
                    .put("cpu", "96")
                    .put("memory", "384Gi")
                    .put("pods", "110")
                    .put("nvidia.com/gpu", Integer.toString(gpus));
        }
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("reason", "KubeletReady")
                .put("message", "made for a bench");
        return root;
    }
}
