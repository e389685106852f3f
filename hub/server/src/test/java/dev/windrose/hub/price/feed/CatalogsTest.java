package dev.windrose.hub.price.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** SkyPilot's vms.csv, gpuhunt's zip, and rates of one's own in OpenCost's two forms. */
class CatalogsTest {
    private static final String GPUHUNT = """
            instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,gpu_vendor,flags,cpu_arch,provider_data
            p5.48xlarge,us-east-1,55.04,192,2048,8,H100,80,False,,nvidia,,x86,
            p5.48xlarge,us-east-1,12.00,192,2048,8,H100,80,True,,nvidia,,x86,
            m5.large,us-east-1,0.096,2,8,0,,,False,,,,x86,
            zz9.huge,us-east-1,9.00,64,512,4,Q9,96,False,,nvidia,,x86,
            """;

    @Test
    void skyPilotsCatalogueIsReadByItsOwnRules() throws IOException {
        var feed = new SkyPilotCatalog(SkyPilotCatalog.ENDPOINT, Optional.of(SkyPilotCatalog.MIRROR), List.of("aws"));
        assertThat(feed.begin("aws", Pages.NOW, "")
                        .next()
                        .orElseThrow()
                        .mirror()
                        .orElseThrow())
                .hasToString("https://skypilot-catalog.s3.us-east-1.amazonaws.com/catalogs/v8/aws/vms.csv");

        var load = Pages.read(feed, """
                InstanceType,vCPUs,MemoryGiB,AcceleratorName,AcceleratorCount,GpuInfo,Region,AvailabilityZone,Price,SpotPrice,Arch
                p5.48xlarge,192,2048,H100,8,"{'Gpus': [{'Name': 'H100', 'MemoryInfo': {'SizeInMiB': 81920}}]}",us-east-1,use1-az2,55.04,13.2,x86
                m5.large,2,8,,,,us-east-1,use1-az2,0.096,0.04,x86
                """);

        assertThat(Pages.prices(load))
                .isEqualTo(Map.of(
                        "p5.48xlarge us-east-1/use1-az2 od", "55.04", "p5.48xlarge us-east-1/use1-az2 spot", "13.20"));
        assertThatThrownBy(() -> Pages.read(feed, "<html>no</html>")).isInstanceOf(FeedException.class);
    }

    @Test
    void gpuhuntsZipOfTheNewestVersion() throws IOException {
        var feed = gpuhunt("aws");

        var load = Pages.read(feed, "20261031-7\n".getBytes(StandardCharsets.UTF_8), zip("aws.csv", GPUHUNT));

        assertThat(Pages.prices(load))
                .isEqualTo(Map.of("p5.48xlarge us-east-1 od", "55.04", "zz9.huge us-east-1 od", "9.00"));
        assertThat(load.dropped())
                .containsEntry("spot as the lowest of all zones, which understates", 1)
                .containsEntry("machine without accelerators", 1);
    }

    @Test
    void aVersionThatIsKnownIsNotFetchedAgain() throws IOException {
        var walk = gpuhunt("aws").begin("aws", Pages.NOW, "20261031-7");
        Pages.take(walk, "20261031-7".getBytes(StandardCharsets.UTF_8));

        assertThat(walk.next()).isEmpty();
        assertThat(walk.unchanged()).isTrue();
    }

    @Test
    void zonesOfGcpBelongToTheirRegion() throws IOException {
        var csv = "instance_name,location,price,gpu_count,gpu_name,gpu_memory,spot\n"
                + "g2-standard-4,us-central1-a,0.71,1,L4,24,False\ng2-standard-4,us-central1-a,0.28,1,L4,24,True\n";

        var load = Pages.read(gpuhunt("gcp"), "7".getBytes(StandardCharsets.UTF_8), zip("gcp.csv", csv));

        assertThat(Pages.prices(load))
                .isEqualTo(Map.of(
                        "g2-standard-4 us-central1/us-central1-a od",
                        "0.71",
                        "g2-standard-4 us-central1/us-central1-a spot",
                        "0.28"));
    }

    @Test
    void aZipThatIsNoneIsRefused() throws IOException {
        var good = zip("aws.csv", GPUHUNT);

        assertThatThrownBy(() -> Pages.read(gpuhunt("aws"), bytes("7"), bytes("no zip")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Pages.read(gpuhunt("aws"), bytes("7"), zip("readme.txt", "x")))
                .hasMessageContaining("no CSV");
        assertThatThrownBy(() -> Pages.read(gpuhunt("aws"), bytes("7"), Arrays.copyOf(good, good.length / 2)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Pages.read(gpuhunt("aws"), bytes("../../x"), good))
                .hasMessageContaining("version");
        assertThatThrownBy(() -> Pages.read(gpuhunt("aws"), bytes("7"), zip("aws.csv", "a,b\n1,2\n")))
                .hasMessageContaining("instance_name");
    }

    @Test
    void ratesOfOnesOwnMakeMachines() throws IOException {
        var feed = new StaticRates(URI.create("https://rates.example.org/r"), "gcp", List.of("us-central1"));

        var load = Pages.read(feed, """
                {"provider":"custom","description":"ours","CPU":"0.031611","spotCPU":"0.006655","RAM":"0.004237",
                 "spotRAM":"0.000892","GPU":"0.95","storage":"0.00005"}""");

        assertThat(Pages.prices(load)).containsEntry("g2-standard-4 us-central1 od", "1.144236");
        assertThat(Pages.prices(load).keySet()).noneMatch(key -> key.endsWith("spot"));
        assertThatThrownBy(() -> Pages.read(feed, "{\"CPU\":\"1\"}")).hasMessageContaining("GPU");
        assertThat(Pages.prices(Pages.read(feed, "{\"CPU\":\"0\",\"RAM\":\"0.1\",\"GPU\":\"1\"}")))
                .isEmpty();
    }

    @Test
    void ratesOfOnesOwnAsATable() throws IOException {
        var feed = new StaticRates(URI.create("https://rates.example.org/r"), "aws", List.of("us-east-1"));

        var load = Pages.read(feed, """
                EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version
                2030-01-01 00:00:00 UTC,,us-east-2,node,x,p5.48xlarge,40.00,1
                2030-01-01 00:00:00 UTC,,,node,x,g6.xlarge,0.50,1
                2030-01-01 00:00:00 UTC,,us-east-2,pv,x,g6.xlarge,0.01,1
                """);

        assertThat(Pages.prices(load))
                .isEqualTo(Map.of("p5.48xlarge us-east-2 od", "40.00", "g6.xlarge us-east-1 od", "0.50"));
    }

    private static GpuhuntCatalog gpuhunt(String provider) {
        return new GpuhuntCatalog(GpuhuntCatalog.ENDPOINT, List.of(provider));
    }

    static byte[] zip(String name, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
