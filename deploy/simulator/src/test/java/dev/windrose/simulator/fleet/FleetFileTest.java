package dev.windrose.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetFileTest {
    private static final String GOOD = """
            clusters:
              - name: one
                cloud: gcp
                region: us-central1
                zones: [us-central1-a]
                podCidr: 10.14.0.0/16
                pools:
                  - name: l4
                    instanceType: g2-standard-12
                    count: 2
                    capacityType: spot
                    gpuProduct: NVIDIA-L4
                    gpusPerNode: 1
            """;

    @Test
    void readsAPoolWithWhatItsMachineTypeImplies() throws FleetFileException {
        PoolSpec pool =
                FleetFile.parse("f.yaml", GOOD).clusters().getFirst().pools().getFirst();

        assertThat(pool.vcpus()).isEqualTo(12);
        assertThat(pool.memoryGiB()).isEqualTo(48);
        assertThat(pool.gpuMemoryMiB()).isEqualTo(23034);
        assertThat(pool.capacityType()).isEqualTo(CapacityType.SPOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cloud: gcp|cloud: ibm|f.yaml:3: clusters[0].cloud (ibm) must be one of aws, azure, gcp",
                "name: one|name: One|f.yaml:2: clusters[0].name (One) must be a DNS label of at most 40 characters (a-z, 0-9, -)",
                "count: 2|count: many|f.yaml:10: clusters[0].pools[0].count (many) must be a whole number from 0 to 250",
                "count: 2|count: -1|f.yaml:10: clusters[0].pools[0].count (-1) must be from 0 to 250",
                "count: 2|cuont: 2|f.yaml:10: clusters[0].pools[0].cuont is not known here",
                "gpusPerNode: 1|gpusPerNode: 4|f.yaml:13: clusters[0].pools[0].gpusPerNode (4) is not what g2-standard-12 has: 1",
                "gpuProduct: NVIDIA-L4|gpuProduct: L4|f.yaml:12: clusters[0].pools[0].gpuProduct (L4) must be one of NVIDIA-H200",
                "instanceType: g2-standard-12|instanceType: z9.huge|f.yaml:8: clusters[0].pools[0].vcpus is missing",
                "podCidr: 10.14.0.0/16|podCidr: 10.14.0.0/20|f.yaml:6: clusters[0].podCidr (10.14.0.0/20) must be an IPv4 range",
                "podCidr: 10.14.0.0/16|podCidr: 10.300.0.0/16|f.yaml:6: clusters[0].podCidr (10.300.0.0/16) has a number above 255",
                "zones: [us-central1-a]|zones: []|f.yaml:5: clusters[0].zones must list at least one zone",
                "region: us-central1|region: [a]|f.yaml:4: clusters[0].region must be a text",
                "clusters:|clusters: [|f.yaml:2: not YAML"
            })
    void complainsWithLineAndField(String old, String changed, String complaint) {
        assertThatThrownBy(() -> FleetFile.parse("f.yaml", GOOD.replace(old, changed)))
                .isInstanceOf(FleetFileException.class)
                .hasMessageStartingWith(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NVIDIA-L4|1|{1g.10gb: 1}|migSlices must map profiles such as 3g.40gb to numbers",
                "NVIDIA-H100-NVL|1|{10gb: 1}|migSlices must map profiles such as 3g.40gb to numbers",
                "NVIDIA-H100-NVL|1|{3g.47gb: none}|migSlices must map profiles such as 3g.40gb to numbers",
                "NVIDIA-H100-NVL|1|{3g.47gb: 3}|migSlices must fill 1 GPUs at most",
                "NVIDIA-H100-NVL|1|{}|migSlices must fill 1 GPUs at most",
                "NVIDIA-H100-NVL|2|{3g.47gb: 2}|migGpus (2) must be from 1 to 1"
            })
    void refusesSlicesThatNoGpuCanBeCutInto(String product, String gpus, String slices, String complaint) {
        String pool = GOOD.replace("NVIDIA-L4", product)
                + "        migGpus: %s\n        migSlices: %s\n".formatted(gpus, slices);

        assertThatThrownBy(() -> FleetFile.parse("f.yaml", pool)).hasMessageContaining(complaint);
    }

    @Test
    void refusesTwoClustersOfOneNameOrRange() {
        String twice = GOOD + GOOD.substring(GOOD.indexOf("  - name: one"));
        assertThatThrownBy(() -> FleetFile.parse("f.yaml", twice))
                .hasMessage("f.yaml:14: clusters[1].name (one) is taken by an earlier cluster; names are unique");
        String sameRange = GOOD + GOOD.substring(GOOD.indexOf("  - name: one")).replace("name: one", "name: two");
        assertThatThrownBy(() -> FleetFile.parse("f.yaml", sameRange))
                .hasMessageStartingWith("f.yaml:18: clusters[1].podCidr (10.14.0.0/16) is that of cluster one");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> FleetFile.parse("f.yaml", "")).hasMessageContaining("f.yaml:1: ");
        assertThatThrownBy(() -> FleetFile.parse("f.yaml", "clusters: []"))
                .hasMessage("f.yaml:1: clusters must list at least one cluster");
    }

    @Test
    void demoFleetHasFiveRegionsOfThreeCloudsAndFiveProducts() throws FleetFileException {
        FleetSpec fleet = demo();

        assertThat(fleet.clusters())
                .extracting(ClusterSpec::region)
                .hasSize(5)
                .doesNotHaveDuplicates()
                .contains("us-east-1");
        assertThat(fleet.clusters()).extracting(ClusterSpec::cloud).contains(Cloud.AWS, Cloud.AZURE, Cloud.GCP);
        String products = fleet.clusters().stream()
                .flatMap(c -> c.pools().stream())
                .flatMap(p -> p.gpuProduct().stream())
                .map(GpuProduct::label)
                .collect(Collectors.joining(" "));
        assertThat(products).contains("H100", "A100", "80GB", "L4", "A10G", "T4");
    }

    @Test
    void moreClustersAreCopiesAndTheSameEachTime() throws FleetFileException {
        FleetSpec fleet = demo().withClusters(23);

        assertThat(fleet).isEqualTo(demo().withClusters(23));
        assertThat(fleet.clusters())
                .hasSize(23)
                .extracting(ClusterSpec::name)
                .doesNotHaveDuplicates()
                .contains("aws-use1-2");
        assertThat(new HashSet<>(
                        fleet.clusters().stream().map(ClusterSpec::podCidr).toList()))
                .hasSize(23);
        assertThat(demo().withClusters(2).clusters()).hasSize(2);
        assertThatThrownBy(() -> demo().withClusters(0)).hasMessageContaining("at least 1");
    }

    private static FleetSpec demo() throws FleetFileException {
        return FleetFile.read(Path.of("..", "demo", "fleet.yaml"));
    }
}
