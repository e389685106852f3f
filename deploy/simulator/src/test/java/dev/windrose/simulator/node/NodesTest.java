package dev.windrose.simulator.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.fleet.FleetFile;
import dev.windrose.simulator.fleet.FleetFileException;
import dev.windrose.simulator.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodesTest {
    private static final String NOW = "2026-11-01T00:00:00Z";

    @Test
    void h100NodeCarriesWhatItsCloudAndTheDriverPrint() throws FleetFileException {
        ObjectNode node =
                withLabel("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3").getFirst();

        assertThat(labels(node))
                .containsEntry("node.kubernetes.io/instance-type", "p5.48xlarge")
                .containsEntry("topology.kubernetes.io/region", "us-east-1")
                .containsEntry("topology.kubernetes.io/zone", "us-east-1a")
                .containsEntry("eks.amazonaws.com/capacityType", "ON_DEMAND")
                .containsEntry("eks.amazonaws.com/nodegroup", "h100")
                .containsEntry("nvidia.com/gpu.memory", "81559")
                .containsEntry("nvidia.com/gpu.count", "8")
                .containsEntry("nvidia.com/gpu.replicas", "1")
                .containsEntry("nvidia.com/gpu.sharing-strategy", "none")
                .containsEntry("nvidia.com/mig.capable", "true")
                .containsEntry("kubernetes.io/hostname", Json.text(node, "metadata", "name"));
        assertThat(Json.text(node, "status", "allocatable", "nvidia.com/gpu")).isEqualTo("8");
        assertThat(Json.text(node, "status", "allocatable", "cpu")).isEqualTo("191900m");
        assertThat(Json.text(node, "spec", "providerID")).matches("aws:///us-east-1a/i-0[0-9a-f]{16}");
    }

    @Test
    void spotIsSaidInTheWordsOfEachCloud() throws FleetFileException {
        assertThat(withLabel("eks.amazonaws.com/capacityType", "SPOT")).hasSize(6);
        assertThat(withLabel("cloud.google.com/gke-spot", "true")).hasSize(4);
        assertThat(withLabel("kubernetes.azure.com/scalesetpriority", "regular"))
                .isNotEmpty();
    }

    @Test
    void namesAddressesAndRangesAreUniqueInTheFleetAndTheSameEachTime() throws FleetFileException {
        List<ObjectNode> nodes = all();

        assertThat(nodes).extracting(n -> Json.text(n, "metadata", "name")).doesNotHaveDuplicates();
        assertThat(nodes).extracting(n -> Json.text(n, "spec", "podCIDR")).doesNotHaveDuplicates();
        assertThat(nodes).extracting(n -> Json.text(n, "spec", "providerID")).doesNotHaveDuplicates();
        assertThat(nodes).isEqualTo(all());
    }

    @Test
    void slicesHaveResourcesAndLabelsOfTheirOwn() throws FleetFileException {
        ClusterSpec cluster = FleetFile.parse("f.yaml", """
                        clusters:
                          - name: one
                            cloud: aws
                            region: eu-west-1
                            zones: [eu-west-1a]
                            podCidr: 10.12.0.0/16
                            pools:
                              - name: mig
                                instanceType: p5.48xlarge
                                count: 1
                                gpuProduct: NVIDIA-H100-80GB-HBM3
                                gpusPerNode: 8
                                migGpus: 4
                                migSlices: {3g.40gb: 6, 1g.10gb: 7}
                        """).clusters().getFirst();

        ObjectNode node = Nodes.of(cluster, NOW).getFirst();

        assertThat(Json.text(node, "status", "allocatable", "nvidia.com/gpu")).isEqualTo("4");
        assertThat(Json.text(node, "status", "allocatable", "nvidia.com/mig-3g.40gb"))
                .isEqualTo("6");
        assertThat(labels(node))
                .containsEntry("nvidia.com/gpu.count", "8")
                .containsEntry("nvidia.com/mig.strategy", "mixed")
                .containsEntry("nvidia.com/mig-3g.40gb.product", "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb")
                .containsEntry("nvidia.com/mig-1g.10gb.count", "7")
                .containsEntry("nvidia.com/mig-1g.10gb.memory", "9984");
    }

    private static Map<String, String> labels(ObjectNode node) {
        return Json.strings(Json.at(node, "metadata", "labels"));
    }

    private static List<ObjectNode> withLabel(String label, String value) throws FleetFileException {
        return all().stream().filter(n -> value.equals(labels(n).get(label))).toList();
    }

    private static List<ObjectNode> all() throws FleetFileException {
        List<ObjectNode> nodes = new ArrayList<>();
        FleetFile.read(Path.of("..", "demo", "fleet.yaml")).clusters().forEach(c -> nodes.addAll(Nodes.of(c, NOW)));
        return nodes;
    }
}
