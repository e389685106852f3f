package dev.windrose.hub.price.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.price.feed.FeedException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SKUs as services.skus.list documents them; descriptions and units as the recorded page has them. */
class GcpBillingTest {
    private static final List<String> A2 = List.of(
            sku("Nvidia Tesla A100 GPU running in Americas", "OnDemand", "h", "2", 933_908_000),
            sku("A2 Instance Core running in Americas", "OnDemand", "h", "0", 31_611_000),
            sku("A2 Instance Ram running in Americas", "OnDemand", "GiBy.h", "0", 4_237_000));

    /** 2.933908 + 12 × 0.031611 + 85 × 0.004237. */
    @Test
    void aMachineCostsTheSumOfItsParts() throws IOException {
        var prices = Pages.prices(read(A2));

        assertThat(prices)
                .containsEntry("a2-highgpu-1g us-central1 od", "3.673385")
                .containsEntry("a2-highgpu-8g us-central1 od", "29.38708")
                .doesNotContainKey("a2-ultragpu-1g us-central1 od");
    }

    /** The recorded page's SKUs give what another list of 2026 says of the same machine. */
    @Test
    void theRecordedPageGivesTheKnownPrice() throws IOException {
        var folder = System.getenv("WINDROSE_DATA");
        assumeTrue(folder != null, "skipped: WINDROSE_DATA is not set, so there is no recorded page to read");
        var page = Files.readString(Path.of(folder, "fixtures", "gcp_billing_skus_opencost.json"));
        var feed = feed();
        var walk = feed.begin("compute-engine", Pages.NOW, "");
        Pages.take(walk, page.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(walk.next().orElseThrow().uri().getRawQuery()).contains("pageToken=APKCS1HVa0YpwgyTFbqb");
        Pages.take(walk, page("").getBytes(java.nio.charset.StandardCharsets.UTF_8));

        var load = walk.finish();
        assertThat(Pages.prices(load))
                .containsEntry("a2-highgpu-1g us-central1 od", "3.673385")
                .containsEntry("a2-megagpu-16g us-west1 od", "55.739504")
                .hasSize(15);
        assertThat(load.dropped()).containsEntry("not a part of a machine with accelerators", 4);
    }

    /** Calendar mode is filed under OnDemand at a third of the price. */
    @Test
    void calendarModeAndFlexStartAreNotOnDemand() throws IOException {
        var skus = new ArrayList<>(A2);
        skus.add(sku("DWS Calendar Mode Nvidia Tesla A100 GPU running in Americas", "OnDemand", "h", "9", 0));
        skus.add(sku("Nvidia Tesla A100 GPU DWS Defined Duration running in Americas", "OnDemand", "h", "9", 0));
        skus.add(sku("Nvidia Tesla A100 GPU attached to Flex Start VMs running in Americas", "OnDemand", "h", "9", 0));

        var load = read(skus);

        assertThat(Pages.prices(load)).containsEntry("a2-highgpu-1g us-central1 od", "3.673385");
        assertThat(load.dropped())
                .containsEntry("calendar mode or flex start: a way of buying of its own, not on demand", 3);
    }

    @Test
    void soleTenancyReservationsCommitmentsAndCustomMachinesAreOtherProducts() throws IOException {
        var skus = new ArrayList<>(A2);
        for (var name : List.of(
                "Nvidia Tesla A100 GPU Sole Tenancy running in Americas",
                "Nvidia Tesla A100 GPU Reserved running in Americas",
                "A2 Instance Core Premium running in Americas",
                "A2 Instance Core Custom running in Americas",
                "A2 Instance Ram suspended running in Americas")) {
            skus.add(sku(name, "OnDemand", name.contains("Ram") ? "GiBy.h" : "h", "9", 0));
        }
        skus.add(sku("Nvidia Tesla A100 GPU running in Americas", "Commit1Yr", "h", "1", 0));

        var load = read(skus);

        assertThat(Pages.prices(load)).containsEntry("a2-highgpu-1g us-central1 od", "3.673385");
        assertThat(load.dropped()).containsEntry("sole tenancy, reservation, commitment or custom machine", 6);
    }

    @Test
    void spotIsASumOfSpotParts() throws IOException {
        var skus = new ArrayList<>(A2);
        skus.add(sku(
                "Nvidia Tesla A100 GPU attached to Spot Preemptible VMs running in Americas",
                "Preemptible",
                "h",
                "1",
                573_000_000));
        skus.add(sku("Spot Preemptible A2 Instance Core running in Americas", "Preemptible", "h", "0", 15_000_000));

        assertThat(Pages.prices(read(skus))).doesNotContainKey("a2-highgpu-1g us-central1 spot");

        skus.add(sku("Spot Preemptible A2 Instance Ram running in Americas", "Preemptible", "GiBy.h", "0", 2_000_000));
        assertThat(Pages.prices(read(skus))).containsEntry("a2-highgpu-1g us-central1 spot", "1.923");
    }

    /** Without the price of the disks that come with it an H100 machine would look cheaper than it is. */
    @Test
    void bundledDisksArePartOfThePrice() throws IOException {
        var skus = new ArrayList<>(List.of(
                sku("Nvidia H100 80GB GPU running in Americas", "OnDemand", "h", "9", 0),
                sku("Nvidia H100 80GB Plus GPU running in Americas", "OnDemand", "h", "9", 500_000_000),
                sku("A3 Instance Core running in Americas", "OnDemand", "h", "0", 30_000_000),
                sku("A3Plus Instance Core running in Americas", "OnDemand", "h", "0", 30_000_000),
                sku("A3 Instance Ram running in Americas", "OnDemand", "GiBy.h", "0", 3_000_000),
                sku("A3Plus Instance Ram running in Americas", "OnDemand", "GiBy.h", "0", 3_000_000)));
        assertThat(Pages.prices(read(skus))).isEmpty();

        skus.add(sku("SSD backed Local Storage in Americas", "OnDemand", "GiBy.mo", "0", 73_000_000));

        assertThat(Pages.prices(read(skus)))
                .containsEntry("a3-highgpu-8g us-central1 od", "84.456")
                .containsEntry("a3-megagpu-8g us-central1 od", "88.456");
    }

    @Test
    void aSliceIsTheWholeMachineByTheGpu() throws IOException {
        var load = read(List.of(sku("A4 Nvidia B200 (1 gpu slice) running in Americas", "Preemptible", "h", "5", 0)));

        assertThat(Pages.prices(load)).containsEntry("a4-highgpu-8g us-central1 spot", "40.00");
    }

    @Test
    void partsOfZeroOrOfAnotherUnitMakeNoMachine() throws IOException {
        var free = new ArrayList<>(A2.subList(1, 3));
        free.add(sku("Nvidia Tesla A100 GPU running in Americas", "OnDemand", "h", "0", 0));
        var monthly = new ArrayList<>(A2.subList(1, 3));
        monthly.add(sku("Nvidia Tesla A100 GPU running in Americas", "OnDemand", "mo", "2000", 0));

        assertThat(Pages.prices(read(free))).isEmpty();
        assertThat(Pages.prices(read(monthly))).isEmpty();
    }

    @Test
    void theLastTierThatBeginsAtZeroCounts() throws IOException {
        var tiers =
                "\"tieredRates\":[{\"startUsageAmount\":0,\"unitPrice\":{\"currencyCode\":\"USD\",\"units\":\"0\",\"nanos\":0}},";
        var skus = new ArrayList<>(A2.subList(1, 3));
        skus.add(A2.getFirst().replace("\"tieredRates\":[", tiers));

        assertThat(Pages.prices(read(skus))).containsEntry("a2-highgpu-1g us-central1 od", "3.673385");
    }

    @Test
    void rupiahAreNoDollars() {
        var foreign = A2.stream().map(sku -> sku.replace("USD", "IDR")).toList();

        assertThatThrownBy(() -> read(foreign))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CURRENCY))
                .hasMessageContaining("IDR");
    }

    private static GcpBilling feed() {
        return new GcpBilling(GcpBilling.ENDPOINT, PageRequest.Signer.NOBODY);
    }

    private static Feed.FeedLoad read(List<String> skus) throws IOException {
        return Pages.read(feed(), page("", skus.toArray(String[]::new)));
    }

    static String page(String next, String... skus) {
        return Json.parse("{\"skus\":[%s],\"nextPageToken\":\"%s\"}".formatted(String.join(",", skus), next))
                .toString();
    }

    static String sku(String description, String usage, String unit, String units, int nanos) {
        return """
                {"name":"services/6F81-5844-456A/skus/X","skuId":"X","description":"%s",
                 "category":{"serviceDisplayName":"Compute Engine","resourceFamily":"Compute","usageType":"%s"},
                 "serviceRegions":["us-central1"],
                 "pricingInfo":[{"summary":"","pricingExpression":{"usageUnit":"%s","displayQuantity":1,
                   "tieredRates":[{"startUsageAmount":0,"unitPrice":{"currencyCode":"USD","units":"%s","nanos":%d}}]},
                   "currencyConversionRate":1,"effectiveTime":"2026-03-24T10:52:50.681Z"}]}""".formatted(description, usage, unit, units, nanos);
    }
}
