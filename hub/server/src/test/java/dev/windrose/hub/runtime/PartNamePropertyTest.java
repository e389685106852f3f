package dev.windrose.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Shape;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PartNamePropertyTest {
    private static final List<String> PRODUCTS = List.of(
            "H100", "A100-80GB", "L4", "A10G", "MI300X", "H200.141GB", "B_1", "H100-MIG-3g.40gb", "H100-mig-3g.40gb");
    private static final List<Optional<String>> TYPES =
            List.of(Optional.empty(), Optional.of("p5.48xlarge"), Optional.of("Standard_ND96isr_H100_v5"));

    private record Named(String workload, AssignmentKey key) {}

    @Test
    void isADnsLabelWhateverTheWorkloadIsCalled() {
        Seeded.forAll(2_000, Generator.of(PartNamePropertyTest::named), named -> {
            var name = PartName.of(named.workload(), named.key());

            assertThat(name).hasSizeLessThanOrEqualTo(63).matches("[a-z]([-a-z0-9]*[a-z0-9])?");
            assertThat(PartName.of(named.workload(), named.key())).isEqualTo(name);
        });
    }

    @Test
    void keysThatDifferInShapeOrTierHaveDifferentNames() {
        for (var workload : List.of("llama", "a".repeat(63))) {
            var seen = new HashMap<String, AssignmentKey>();
            for (var product : PRODUCTS) {
                for (var type : TYPES) {
                    for (var tier : CapacityTier.values()) {
                        for (int gpus : new int[] {1, 2, 4, 8, 16}) {
                            var key = key(product, gpus, type, tier);
                            assertThat(seen.put(PartName.of(workload, key), key))
                                    .as("same name as %s", key.text())
                                    .isNull();
                        }
                    }
                }
            }
        }
    }

    @Test
    void doesNotDependOnClusterOrUid() {
        var key = key("H100", 8, TYPES.get(1), CapacityTier.SPOT);
        var elsewhere =
                new AssignmentKey(new WorkloadUid("u2"), new ClusterId("other"), key.shape(), CapacityTier.SPOT);

        assertThat(PartName.of("llama", key)).isEqualTo(PartName.of("llama", elsewhere));
    }

    private static Named named(RandomGenerator random) {
        var name = new StringBuilder("w");
        int length = random.nextInt(0, 63);
        for (int i = 0; i < length; i++) {
            name.append("abcdefghij0123456789-".charAt(random.nextInt(21)));
        }
        return new Named(
                name.toString().replaceAll("-+$", "x"),
                key(
                        PRODUCTS.get(random.nextInt(PRODUCTS.size())),
                        random.nextInt(1, 1024),
                        TYPES.get(random.nextInt(TYPES.size())),
                        CapacityTier.values()[random.nextInt(4)]));
    }

    private static AssignmentKey key(String product, int gpus, Optional<String> type, CapacityTier tier) {
        return new AssignmentKey(
                new WorkloadUid("u1"), new ClusterId("c1"), new Shape(GpuProduct.ofKey(product), gpus, type), tier);
    }
}
