package dev.windrose.hub.price.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.hub.price.feed.FeedException.Kind;
import dev.windrose.placement.price.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages as the Retail Prices API documents them (learn.microsoft.com/rest/api/cost-management/retail-prices). */
class AzureRetailTest {
    private static final String TYPE = "Standard_ND96isr_H100_v5";

    @Test
    void aMachineOnDemandAndOnSpot() throws IOException {
        var load = read(item("98.32", "", "", ""), item("35.10", " Spot", "", ""));

        assertThat(Pages.prices(load))
                .containsOnly(
                        java.util.Map.entry(TYPE + " eastus od", "98.32"),
                        java.util.Map.entry(TYPE + " eastus spot", "35.10"));
    }

    @Test
    void windowsDedicatedHostsCloudServicesAndLowPriorityAreOtherProducts() throws IOException {
        var load = read(
                item("98.32", "", "", ""),
                item("130.00", "", " Windows", ""),
                item("70.00", "", " Dedicated Host", ""),
                item("60.00", "", " CloudServices", ""),
                item("20.00", " Low Priority", "", ""));

        assertThat(Pages.prices(load)).containsOnly(java.util.Map.entry(TYPE + " eastus od", "98.32"));
        assertThat(load.dropped())
                .containsEntry("Windows, dedicated host or cloud service", 3)
                .containsEntry("low priority, which is retired", 1);
    }

    @Test
    void ofSeveralMetersTheOneThatTookEffectLastHoldsAndNoneOfTheFuture() throws IOException {
        var load = read(
                item("90.00", "", "", "2023-08-01T00:00:00Z"),
                item("98.32", "", "", "2026-08-01T00:00:00Z"),
                item("10.00", "", "", "2022-08-01T00:00:00Z"),
                item("50.00", "", "", "2026-12-01T00:00:00Z"));

        assertThat(Pages.prices(load)).containsOnly(java.util.Map.entry(TYPE + " eastus od", "98.32"));
        assertThat(load.dropped())
                .containsEntry("an older or cheaper meter of the same machine", 2)
                .containsEntry("not in effect yet, or without a date", 1);
    }

    @Test
    void ofTwoMetersOfOneDayTheDearerHolds() throws IOException {
        var load = read(item("98.32", "", "", ""), item("99.00", "", "", ""));

        assertThat(Pages.prices(load)).containsOnly(java.util.Map.entry(TYPE + " eastus od", "99.00"));
    }

    /** Real: five rows of 2024. */
    @Test
    void aPriceOfZeroIsUnknown() throws IOException {
        var load = read(item("0.0", "", "", ""));

        assertThat(load.load().book().isEmpty()).isTrue();
        assertThat(load.load().report().findings(Finding.Kind.UNKNOWN_PRICE)).hasSize(1);
    }

    @Test
    void otherCurrenciesAreATypedErrorThatNamesRows() {
        assertThatThrownBy(() -> read(item("91.00", "", "", "").replace("\"USD\"", "\"EUR\"")))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CURRENCY))
                .hasMessageContaining("EUR")
                .hasMessageContaining(TYPE);
    }

    @Test
    void oneRowOfAnotherCurrencyIsListedAndTheOthersCount() throws IOException {
        var load = read(item("98.32", "", "", ""), item("91.00", "", "", "").replace("\"USD\"", "\"EUR\""));

        assertThat(load.load().book().size()).isEqualTo(1);
        assertThat(load.notes()).singleElement().asString().contains("EUR", "not used");
    }

    @Test
    void machinesWithoutAcceleratorsAreLeftOutAndUnknownOnesListed() throws IOException {
        var load = read(
                item("0.10", "", "", "").replace(TYPE, "Standard_D4s_v5"),
                item("50.00", "", "", "").replace(TYPE, "Standard_ND999_Q1_v9"));

        assertThat(load.dropped()).containsEntry("machine without accelerators", 1);
        assertThat(load.load().report().unmapped()).hasSize(1);
    }

    @Test
    void reservationsAndPricesOfOtherUnitsAreLeftOut() throws IOException {
        var load = read(
                item("1.00", "", "", "")
                        .replace("\"type\":\"Consumption\"", "\"type\":\"Reservation\",\"reservationTerm\":\"1 Year\""),
                item("1.00", "", "", "").replace("1 Hour", "1/Month"),
                item("1.00", "", "", "").replace("\"isPrimaryMeterRegion\":true", "\"isPrimaryMeterRegion\":false"));

        assertThat(load.load().book().isEmpty()).isTrue();
        assertThat(load.dropped()).hasSize(3);
    }

    @Test
    void theNextPageIsWhereTheLinkSays() throws IOException {
        var feed = new AzureRetail(AzureRetail.ENDPOINT, List.of("eastus"));
        var walk = feed.begin("eastus", Pages.NOW, "");
        assertThat(walk.next().orElseThrow().uri().toString())
                .startsWith("https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview")
                .contains("armRegionName+eq+%27eastus%27");

        var link =
                "https://prices.azure.com:443/api/retail/prices?$filter=serviceName eq 'Virtual Machines'&$skip=1000";
        Pages.take(walk, page(link, item("98.32", "", "", "")).getBytes(StandardCharsets.UTF_8));

        assertThat(walk.next().orElseThrow().uri().getRawQuery())
                .contains("$skip=1000")
                .doesNotContain(" ");
    }

    @Test
    void aPageThatIsCutOrIsNoPageIsNotTakenAtAll() throws IOException {
        var whole = page("", item("98.32", "", "", ""));
        for (var text : List.of(whole.substring(0, whole.length() / 2), "<html>", "{}", "{\"Items\": 3}", "[]", "")) {
            var walk = new AzureRetail(AzureRetail.ENDPOINT, List.of("eastus")).begin("eastus", Pages.NOW, "");
            assertThatThrownBy(() -> Pages.take(walk, text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOfSatisfying(
                            FeedException.class, e -> assertThat(e.kind()).isIn(Kind.MALFORMED, Kind.TRUNCATED));
            assertThat(walk.next()).isPresent();
            Pages.take(walk, whole.getBytes(StandardCharsets.UTF_8));
            assertThat(Pages.prices(walk.finish())).hasSize(1);
        }
    }

    private static Feed.FeedLoad read(String... items) throws IOException {
        return Pages.read(new AzureRetail(AzureRetail.ENDPOINT, List.of("eastus")), page("", items));
    }

    static String page(String next, String... items) {
        return """
                {"BillingCurrency":"USD","CustomerEntityId":"Default","CustomerEntityType":"Retail","Items":[%s],
                 "NextPageLink":%s,"Count":%d}""".formatted(String.join(",", items), next.isEmpty() ? "null" : "\"" + next + "\"", items.length);
    }

    static String item(String price, String meterSuffix, String productSuffix, String since) {
        return """
                {"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":%s,"unitPrice":%s,"armRegionName":"eastus",
                 "location":"US East","effectiveStartDate":"%s","meterId":"m","meterName":"ND96isr H100 v5%s",
                 "productId":"p","skuId":"s","availabilityId":null,
                 "productName":"Virtual Machines NDsr H100 v5 Series%s","skuName":"ND96isr H100 v5%s",
                 "serviceName":"Virtual Machines","serviceId":"i","serviceFamily":"Compute","unitOfMeasure":"1 Hour",
                 "type":"Consumption","isPrimaryMeterRegion":true,"armSkuName":"%s"}""".formatted(
                        price,
                        price,
                        since.isEmpty() ? "2023-08-01T00:00:00Z" : since,
                        meterSuffix,
                        productSuffix,
                        meterSuffix,
                        TYPE);
    }
}
