package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.Money;
import dev.windrose.placement.price.Quarantine.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The anomaly that real catalogues had in 2026: of 25 zones whose price of eight H100 on GCP could be compared, ten said
 * 33.606 (a calendar-mode price under the name of on demand) where the vendor's list says 88.49 to 126.64. The guard must
 * find the ten and raise no alarm for the others.
 */
class PriceIntegrityScenarioTest {
    private static final Instant NOW = Offers.TODAY.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
    private static final String WRONG = "33.606";

    /** Seven regions with ten zones, as they were found. */
    private static final Map<String, Integer> WRONG_ZONES = Map.of(
            "us-central1",
            2,
            "us-west1",
            2,
            "us-west4",
            1,
            "us-east5",
            1,
            "asia-east1",
            1,
            "europe-west4",
            2,
            "us-east4",
            1);

    /** The list prices of a3-highgpu-8g, where no recorded list is at hand. */
    private static final Map<String, String> LIST = Map.ofEntries(
            Map.entry("us-central1", "88.49"),
            Map.entry("us-west1", "88.49"),
            Map.entry("us-west4", "102.01"),
            Map.entry("us-east5", "88.49"),
            Map.entry("asia-east1", "102.36"),
            Map.entry("europe-west4", "97.37"),
            Map.entry("us-east4", "99.60"),
            Map.entry("asia-northeast1", "126.64"),
            Map.entry("asia-south1", "92.13"),
            Map.entry("asia-southeast1", "114.28"),
            Map.entry("australia-southeast1", "110.68"),
            Map.entry("europe-north1", "97.44"),
            Map.entry("europe-west1", "97.37"),
            Map.entry("europe-west3", "104.43"));

    @Test
    void tenOfTenWrongRowsAreFoundAndNoneOfFifteenRightOnes() {
        assertThat(verdicts(writtenList())).isEqualTo(new Verdicts(10, 0, 10, 15));
    }

    @Test
    void theSameAgainstTheRealList() throws IOException {
        assertThat(verdicts(realList())).isEqualTo(new Verdicts(10, 0, 10, 15));
    }

    /** Every price of the real list that the built-in book has too: none is called wrong. */
    @Test
    void theRealListRaisesNoAlarm() throws IOException {
        var real = realList();
        var guarded = GuardedBook.of(
                List.of(
                        source("list", SourceClass.CATALOGUE, 10, real),
                        source("builtin", SourceClass.BOOK, 0, BuiltInBook.load())),
                SkuTable.builtIn(),
                List.of(),
                NOW);

        assertThat(guarded.rows().size()).isGreaterThan(2_000);
        assertThat(guarded.rows().stream().filter(row -> row.quarantine().isPresent()))
                .isEmpty();
    }

    private record Verdicts(long found, long falseAlarms, long wrong, long right) {}

    private static Verdicts verdicts(OfferBook list) {
        var offers = new ArrayList<Offer>();
        WRONG_ZONES.forEach((region, zones) -> {
            for (int i = 0; i < zones; i++) {
                offers.add(offer(region, region + "-" + (char) ('a' + i), Money.parse(WRONG)));
            }
        });
        int right = 0;
        var regions = list.offers().stream()
                .filter(offer -> offer.instanceType().equals("a3-highgpu-8g") && offer.tier() == ON_DEMAND)
                .toList();
        // Zones that tell the list's price, some without the local disks that the list includes (a tenth less).
        for (int i = 0; right < 15; i = (i + 1) % regions.size()) {
            var listed = regions.get(i);
            var price = right % 3 == 0 ? listed.price() : listed.price().share(90 + right % 5, 100);
            offers.add(offer(listed.region(), listed.region() + "-z" + right, price));
            right++;
        }
        var guarded = GuardedBook.of(
                List.of(
                        source("sky", SourceClass.FEED, 50, OfferBook.of(offers)),
                        source("list", SourceClass.BOOK, 0, list)),
                SkuTable.builtIn(),
                List.of(),
                NOW);
        var zones = guarded.rows().stream()
                .filter(row -> row.offer().zone().isPresent())
                .toList();
        long found =
                zones.stream().filter(row -> isWrong(row) && isQuarantined(row)).count();
        long falseAlarms = zones.stream()
                .filter(row -> !isWrong(row) && isQuarantined(row))
                .count();
        assertThat(zones.stream().filter(PriceIntegrityScenarioTest::isWrong))
                .allSatisfy(row -> assertThat(row.planning().orElseThrow()).isGreaterThan(Money.parse("88")));
        return new Verdicts(
                found,
                falseAlarms,
                zones.stream().filter(PriceIntegrityScenarioTest::isWrong).count(),
                right);
    }

    private static boolean isWrong(GuardedOffer row) {
        return row.offer().price().equals(Money.parse(WRONG));
    }

    private static boolean isQuarantined(GuardedOffer row) {
        return row.quarantine()
                .filter(why -> why.cause() == Cause.SOURCES_DISAGREE)
                .isPresent();
    }

    private static SourceBook source(String name, SourceClass kind, int precedence, OfferBook book) {
        return SourceBook.of(name, kind, precedence, List.of(new SourceBook.Part(book, NOW, Map.of())));
    }

    private static OfferBook writtenList() {
        return OfferBook.of(LIST.entrySet().stream()
                .map(entry -> offer(entry.getKey(), "", Money.parse(entry.getValue())))
                .toList());
    }

    private static Offer offer(String region, String zone, Money price) {
        var key = new OfferKey(
                "gcp", region, Optional.of(zone).filter(name -> !name.isEmpty()), "a3-highgpu-8g", ON_DEMAND);
        var h100 = SkuTable.builtIn().find("gcp", "a3-highgpu-8g").orElseThrow().accelerator();
        return new Offer(key, h100, price, Offers.TODAY, Offers.TODAY.plusYears(1), "test");
    }

    private static OfferBook realList() throws IOException {
        var folder = System.getenv("WINDROSE_DATA");
        assumeTrue(folder != null, "skipped: WINDROSE_DATA is not set, so there is no real price list to load");
        return Offers.load("gpu_offers.csv", Files.readAllBytes(Path.of(folder, "prices", "gpu_offers.csv")))
                .book();
    }
}
