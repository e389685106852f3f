package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static dev.windrose.placement.price.Offers.load;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.Money;
import dev.windrose.placement.price.Finding.Kind;
import dev.windrose.placement.price.LoadReport.Outcome;
import org.junit.jupiter.api.Test;

class SkyPilotCsvTest {
    private static final String AWS =
            "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone,Arch\n";
    private static final String GCP =
            "InstanceType,vCPUs,MemoryGiB,AcceleratorName,AcceleratorCount,GpuInfo,Region,AvailabilityZone,Price,SpotPrice\n";
    private static final String GPU_INFO =
            "\"{'Gpus': [{'Name': 'X9', 'Manufacturer': 'NVIDIA', 'Count': 2, 'MemoryInfo': {'SizeInMiB': 49152}}], 'TotalGpuMemoryInMiB': 98304}\"";

    @Test
    void readsTheCloudFromTheFilesName() {
        var load = load(
                "catalogs/v8/aws/vms.csv", AWS + "p4d.24xlarge,A100,8.0,96.0,1152.0,,21.95,8.1,us-east-1,use1-az2,x\n");

        assertThat(load.book().offers())
                .extracting(offer -> offer.key().toString())
                .containsExactly(
                        "aws/us-east-1/use1-az2 p4d.24xlarge ON_DEMAND", "aws/us-east-1/use1-az2 p4d.24xlarge SPOT");
        assertThat(load.book().offers().getFirst().accelerator()).hasToString("8 x A100-40GB");
    }

    @Test
    void readsGpuMemoryFromAPythonDictionary() {
        var load = load("aws.csv", AWS + "x9.large,X9,2,8,32," + GPU_INFO + ",4.2,,us-east-1,use1-az2,x\n");

        assertThat(load.book().offers())
                .singleElement()
                .satisfies(offer -> assertThat(offer.accelerator().memoryMib()).isEqualTo(49_152));
    }

    @Test
    void guessesNoMemoryFromPlainText() {
        var load = load("azure.csv", AWS + "Standard_NX,X9,1,8,32,X9,4.2,,eastus,,x\n");

        assertThat(load.report().unmapped()).hasSize(1);
    }

    @Test
    void countsButDoesNotListTypesWithoutAccelerator() {
        var load = load("aws.csv", AWS + "m8i.large,,,2.0,8.0,,0.10584,0.05,us-east-1,use1-az2,x86_64\n");

        assertThat(load.report().count(Outcome.WITHOUT_ACCELERATOR)).isEqualTo(1);
        assertThat(load.report().findings()).isEmpty();
    }

    @Test
    void readsSharesOfAGpu() {
        var load = load("azure.csv", AWS + "Standard_NV6ads_A10_v5,A10,0.1667,6,55,A10,0.454,,eastus,,x\n");

        assertThat(load.book().offers().getFirst().accelerator()).hasToString("1/6 x A10");
    }

    @Test
    void addsMachineAndAcceleratorsOfOneZone() {
        var load = load(
                "gcp/vms.csv",
                GCP + "a2-highgpu-1g,12.0,85.0,,,,us-central1,us-central1-a,0.73948,0.36975\n"
                        + ",,,A100,1.0,,us-central1,us-central1-a,2.933908,1.15\n");

        assertThat(load.book().offers())
                .extracting(Offer::tier, Offer::price)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ON_DEMAND, Money.parse("3.673388")),
                        org.assertj.core.groups.Tuple.tuple(SPOT, Money.parse("1.51975")));
        assertThat(load.report().count(Outcome.OFFERED)).isEqualTo(2);
    }

    @Test
    void offersNeitherMachineNorAcceleratorsAlone() {
        var load = load(
                "gcp/vms.csv",
                GCP + "a2-highgpu-1g,12.0,85.0,,,,us-central1,us-central1-a,0.73948,0.36975\n"
                        + ",,,A100,1.0,,us-central1,us-central1-b,2.933908,1.15\n"
                        + ",,,A100-80GB,1.0,,us-central1,us-central1-a,3.9,1.15\n");

        assertThat(load.book().isEmpty()).isTrue();
        assertThat(load.report().count(Outcome.NOT_WHOLE_INSTANCE)).isEqualTo(3);
        assertThat(load.report().findings(Kind.NOT_WHOLE_INSTANCE))
                .extracting(Finding::line)
                .containsExactly(2, 3, 4);
    }

    @Test
    void needsTheCloud() {
        assertThat(load("vms.csv", AWS).report().summary()).contains("which cloud");
    }
}
