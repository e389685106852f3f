package dev.windrose.placement.price;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkuTableTest {
    @ParameterizedTest
    @CsvSource({
        "aws, p5.48xlarge, 8 x H100, 81559",
        "aws, p4d.24xlarge, 8 x A100-40GB, 40960",
        "aws, g6f.large, 1/8 x L4, 2861",
        "aws, g7e.12xlarge, 2 x RTX-PRO-6000, 97887",
        "azure, Standard_NC40ads_H100_v5, 1 x H100-NVL, 95830",
        "azure, Standard_ND96asr_v4, 8 x A100-40GB, 40960",
        "azure, Standard_NV6ads_A10_v5, 1/6 x A10, 4096",
        "azure, standard_nc4as_t4_v3, 1 x T4, 15360",
        "gcp, g2-standard-48, 4 x L4, 23034",
        "gcp, a3-highgpu-8g, 8 x H100, 81559",
        "gcp, g4-standard-6, 1/8 x RTX-PRO-6000, 12288",
    })
    void knowsWhatATypeCarries(String cloud, String type, String accelerator, long memoryMib) {
        var found = SkuTable.builtIn().find(cloud, type).orElseThrow().accelerator();

        assertThat(found).hasToString(accelerator);
        assertThat(found.memoryMib()).isEqualTo(memoryMib);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Standard_ND96is_flex_H100_v5",
                "Standard_NC128ds_xl_RTXPRO6000BSE_v6",
                "Standard_ND96asr_A100_v4"
            })
    void readsNothingOutOfAName(String type) {
        assertThat(SkuTable.builtIn().find("azure", type)).isEmpty();
    }

    @Test
    void marksWhatIsNoGpu() {
        assertThat(SkuTable.builtIn().all())
                .filteredOn(sku -> sku.accelerator().product().name().matches("TRAINIUM.*|INFERENTIA.*"))
                .hasSize(12)
                .allMatch(sku -> sku.accelerator().kind() == AcceleratorKind.NEURON);
    }

    @Test
    void doesNotMixClouds() {
        assertThat(SkuTable.builtIn().find("gcp", "p5.48xlarge")).isEmpty();
    }
}
