package dev.windrose.placement.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuResourcesTest {

    @ParameterizedTest
    @CsvSource({
        "H100, nvidia.com/gpu",
        "H100-MIG-1g.10gb, nvidia.com/gpu",
        "MI300X, amd.com/gpu",
        "MI300X-CPX-NPS4, amd.com/cpx_nps4",
        "MIG-THING, nvidia.com/gpu",
        "unknown, nvidia.com/gpu"
    })
    void runtimesAskForEveryProductByOneName(String product, String resource) {
        assertThat(GpuResources.askedFor(new GpuProduct(product))).isEqualTo(resource);
    }

    @Test
    void slicesWithAResourceOfTheirOwnAreTheSameProductAndAnotherPlace() {
        GpuProduct apart = GpuProduct.of("H100-MIG-3g.40gb", "nvidia.com/mig-3g.40gb");
        GpuProduct single = GpuProduct.of("H100-MIG-3g.40gb", "nvidia.com/gpu");

        assertThat(GpuResources.askedFor(apart)).isEqualTo("nvidia.com/mig-3g.40gb");
        assertThat(apart).isNotEqualTo(single);
        assertThat(apart.asked()).isEqualTo(single);
        assertThat(apart.key()).isEqualTo("H100-mig-3g.40gb");
        assertThat(GpuProduct.ofKey(apart.key())).isEqualTo(apart);
        assertThat(GpuProduct.ofKey(single.key())).isEqualTo(single);
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia.com/gpu, NVIDIA",
        "nvidia.com/gpu.shared, NVIDIA",
        "nvidia.com/mig-7g.80gb, NVIDIA",
        "nvidia.com/hostdev, UNKNOWN",
        "amd.com/gpu, AMD",
        "amd.com/spx_nps1, AMD",
        "amd.com/cpx_nps4, AMD",
        "amd.com/nic, UNKNOWN",
        "gpu.intel.com/i915, INTEL",
        "gpu.intel.com/xe, INTEL",
        "gpu.intel.com/i915_monitoring, UNKNOWN",
        "gpu.intel.com/xe_monitoring, UNKNOWN",
        "gpu.intel.com/memory.max, UNKNOWN",
        "habana.ai/gaudi, INTEL",
        "ephemeral-storage, UNKNOWN"
    })
    void onlyDevicesAreGpus(String resource, GpuVendor vendor) {
        assertThat(GpuResources.vendor(resource)).isEqualTo(vendor);
    }
}
