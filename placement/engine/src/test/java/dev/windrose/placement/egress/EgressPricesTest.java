package dev.windrose.placement.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.price.BuiltInBook;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EgressPricesTest {
    /** Regions of the book whose price list was found nowhere. */
    private static final Set<String> NOT_FOUND = Set.of(
            "ca-west-1",
            "mx-central-1",
            "il-central-1",
            "ap-east-2",
            "ap-south-2",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "africa-south1",
            "asia-southeast2",
            "me-central1",
            "me-central2",
            "me-west1",
            "northamerica-south1");

    @Test
    void listPricesAreByCloudAndDistance() {
        assertThat(list("eu-west-1", "eu-west-1")).as("between zones").hasValue(10_000);
        assertThat(list("eu-west-1", "eu-central-1")).hasValue(20_000);
        assertThat(list("us-east-1", "us-east-2")).hasValue(10_000);
        assertThat(list("sa-east-1", "us-east-1")).hasValue(138_000);
        assertThat(list("westeurope", "westeurope")).as("free, and known to be").hasValue(0);
        assertThat(list("westeurope", "northeurope")).hasValue(20_000);
        assertThat(list("westeurope", "eastus")).hasValue(50_000);
        assertThat(list("japaneast", "westeurope")).hasValue(80_000);
        assertThat(list("brazilsouth", "eastus")).hasValue(160_000);
        assertThat(list("europe-west3", "europe-west4")).hasValue(20_000);
        assertThat(list("europe-west3", "us-central1")).hasValue(50_000);
        assertThat(list("us-central1", "southamerica-east1")).hasValue(140_000);
    }

    @Test
    void anotherCloudIsReachedOverTheInternet() {
        assertThat(list("europe-west3", "eu-central-1"))
                .as("two clouds in Frankfurt")
                .isEqualTo(list("europe-west3", EgressPrices.INTERNET))
                .hasValue(120_000);
        assertThat(list("eu-central-1", "our-cellar")).hasValue(90_000);
        assertThat(list("brazilsouth", EgressPrices.INTERNET)).hasValue(181_000);
    }

    @Test
    void whatNobodyWroteIsUnknownAndNotFree() {
        assertThat(list("our-cellar", "our-cellar")).isEmpty();
        assertThat(list("our-cellar", EgressPrices.INTERNET)).isEmpty();
        assertThat(list("", EgressPrices.INTERNET)).isEmpty();
        assertThat(list("me-central1", "europe-west3")).isEmpty();
        assertThat(list("eu-west-1", "ap-southeast-4"))
                .as("where it goes to is of the same cloud")
                .hasValue(20_000);
        assertThat(EgressPrices.LIST.dearest()).isEqualTo(190_000);
    }

    @Test
    void ofEveryRegionOfTheBookTheWayToTheInternetIsKnownOrSaidNotToBe() {
        assertThat(BuiltInBook.load().offers())
                .extracting(offer -> offer.key().region())
                .allSatisfy(
                        region -> assertThat(list(region, EgressPrices.INTERNET).isPresent())
                                .as(region)
                                .isEqualTo(!NOT_FOUND.contains(region)));
    }

    @Test
    void whatAnOperatorWroteCounts() {
        var reading = EgressPrices.read(List.of(
                "from,to,usdPerGiB",
                "# our contract",
                "eu-*,internet,0.05",
                "eu-west-1, internet, 0.04",
                "our-*,our-*,0",
                "our-*,internet,0.9",
                "eu-west-1,us-east-?,0.001"));
        var prices = reading.value();

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.rows()).isEqualTo(5);
        assertThat(prices.perGib("eu-west-1", "internet"))
                .as("both names before globs")
                .hasValue(40_000);
        assertThat(prices.perGib("eu-west-2", "internet")).hasValue(50_000);
        assertThat(prices.perGib("eu-west-2", "westeurope")).as("another cloud").hasValue(50_000);
        assertThat(prices.perGib("eu-west-2", "eu-west-3")).as("as listed").hasValue(20_000);
        assertThat(prices.perGib("eu-west-1", "us-east-1")).hasValue(1_000);
        assertThat(prices.perGib("our-cellar", "our-attic")).hasValue(0);
        assertThat(prices.perGib("our-cellar", "eu-west-1")).hasValue(900_000);
        assertThat(prices.dearest()).isEqualTo(900_000);
        assertThat(prices).isNotEqualTo(EgressPrices.LIST);
        assertThat(EgressPrices.read(List.of()).value()).isEqualTo(EgressPrices.LIST);
    }

    @Test
    void aBadLineIsSaidWithItsNumberAndHowToMendIt() {
        var reading = EgressPrices.read(
                List.of("eu-west-1,internet,-0.05", "eu-west-1,internet", "eu-west-1,internet,50", "(,internet,0.05"));

        String form =
                "from,to,usdPerGiB, e.g. eu-west-1,internet,0.05; regions may be globs, dollars at most 6 decimals";
        assertThat(reading.rows()).isEqualTo(1);
        assertThat(reading.problems())
                .containsExactly(
                        "line 1 (eu-west-1,internet,-0.05) must be " + form,
                        "line 2 (eu-west-1,internet) must be " + form,
                        "line 3 (eu-west-1,internet,50) says more than 10, which is a mistake; a line must be " + form);
        assertThat(reading.value().perGib("(", "internet")).hasValue(50_000);
    }

    private static OptionalLong list(String from, String to) {
        return EgressPrices.LIST.perGib(from, to);
    }
}
