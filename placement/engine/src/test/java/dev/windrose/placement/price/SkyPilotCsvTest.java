package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static dev.windrose.placement.price.Offers.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windrose.placement.Money;
import dev.windrose.placement.price.Finding.Kind;
import dev.windrose.placement.price.LoadReport.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                .containsExactly(tuple(ON_DEMAND, Money.parse("3.673388")), tuple(SPOT, Money.parse("1.51975")));
        assertThat(load.report().count(Outcome.OFFERED)).isEqualTo(2);
    }

    @Test
    void addsTheAcceleratorsThatBelongToTheMachine() {
        var load = load(
                "gcp/vms.csv",
                GCP + ",,,H100,8,,us-east4,us-east4-a,78.4,\n,,,H100-MEGA,8,,us-east4,us-east4-a,82.8,\n"
                        + "a3-megagpu-8g,208,1872,,,,us-east4,us-east4-a,9.46,\n"
                        + "a3-highgpu-8g,208,1872,,,,us-east4,us-east4-a,9.46,\n"
                        + "a3-edgegpu-8g,208,1872,,,,us-east4,us-east4-a,9.46,\n");

        assertThat(load.book().offers())
                .extracting(Offer::instanceType, Offer::price)
                .containsExactly(
                        tuple("a3-highgpu-8g", Money.parse("87.86")), tuple("a3-megagpu-8g", Money.parse("92.26")));
        assertThat(load.report().count(Outcome.NOT_WHOLE_INSTANCE)).isEqualTo(1);
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

    @ParameterizedTest
    @CsvSource({
        "aws, p4de.24xlarge, A100-80GB, 8.0",
        "aws, p3.2xlarge, V100, 1.0",
        "aws, g7e.12xlarge, RTX PRO Server 6000, 2.0",
        "aws, g5g.16xlarge, T4g, 2.0",
        "aws, g4ad.xlarge, Radeon Pro V520, 1.0",
        "aws, dl1.24xlarge, Gaudi HL-205, 8.0",
        "aws, trn1.32xlarge, Trainium, 16.0",
        "aws, g6f.xlarge, L4, 0.125",
        "azure, Standard_NC40ads_H100_v5, H100, 1.0",
        "azure, Standard_NV12ads_A10_v5, A10, 0.3333",
    })
    void agreesWithTheNamesThatTheCatalogUses(String cloud, String type, String product, String count) {
        var load = load(cloud + ".csv", AWS + "%s,%s,%s,4,16,,5,,r1,,x\n".formatted(type, product, count));

        assertThat(load.report().findings()).isEmpty();
        assertThat(load.book().size()).isEqualTo(1);
    }

    @Test
    void needsTheCloud() {
        assertThat(load("vms.csv", AWS).report().summary()).contains("which cloud");
    }
}
