package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.RESERVED;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Quarantine.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guards over all sources; the anomalies of docs/prices.md that real feeds had. */
class GuardedBookTest {
    private static final Instant NOW = Offers.TODAY.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);

    @Test
    void whatOneFeedSaysAloneIsPlannedWith() {
        var book = book(feed("azure", Offers.offer("eastus", "", ON_DEMAND, "98.32")));

        assertThat(price(book, "eastus", ON_DEMAND)).contains(Money.parse("98.32"));
        assertThat(row(book).quarantine()).isEmpty();
    }

    /** Real: eight H100 for 33.606 in one list, 88.49 in another. */
    @Test
    void sourcesThatDisagreeAreQuarantinedAndTheHigherIsPlannedWith() {
        var book = book(
                feed("sky", Offers.offer("us-central1", "", ON_DEMAND, "33.606")),
                book("builtin", Offers.offer("us-central1", "", ON_DEMAND, "88.49")));

        assertThat(price(book, "us-central1", ON_DEMAND)).contains(Money.parse("88.49"));
        assertThat(cause(row(book))).contains(Cause.SOURCES_DISAGREE);
        assertThat(row(book).offer().price()).isEqualTo(Money.parse("33.606"));
        assertThat(row(book).quarantine().orElseThrow().why()).contains("33.606", "88.49", "builtin", "sky");
    }

    @Test
    void aHighPriceThatDisagreesStays() {
        var book = book(
                feed("sky", Offers.offer("us-central1", "", ON_DEMAND, "88.49")),
                book("builtin", Offers.offer("us-central1", "", ON_DEMAND, "33.606")));

        assertThat(price(book, "us-central1", ON_DEMAND)).contains(Money.parse("88.49"));
        assertThat(cause(row(book))).contains(Cause.SOURCES_DISAGREE);
    }

    @ParameterizedTest
    @CsvSource({"8.00, false", "7.99, true", "12.50, false", "12.51, true", "10.00, false"})
    void theBandReachesFromFourFifthsToFiveFourths(String price, boolean apart) {
        var book = book(
                feed("sky", Offers.offer("r", "", ON_DEMAND, price)),
                book("builtin", Offers.offer("r", "", ON_DEMAND, "10.00")));

        assertThat(row(book).quarantine().isPresent()).isEqualTo(apart);
    }

    @Test
    void aThirdSourceThatAgreesSettlesIt() {
        var book = book(
                feed("aws", Offers.offer("us-east-1", "", ON_DEMAND, "55.04")),
                feed("gpuhunt", Offers.offer("us-east-1", "", ON_DEMAND, "55.04")),
                book("builtin", Offers.offer("us-east-1", "", ON_DEMAND, "98.32")));

        assertThat(price(book, "us-east-1", ON_DEMAND)).contains(Money.parse("55.04"));
        assertThat(row(book).quarantine()).isEmpty();
    }

    /** A zone is compared with what the other says of its region. */
    @Test
    void aZoneIsComparedWithTheRegionOfTheOther() {
        var book = book(
                feed("sky", Offers.offer("r", "r-a", ON_DEMAND, "33.606")),
                book("builtin", Offers.offer("r", "", ON_DEMAND, "88.49")));

        assertThat(find(book, "r-a")).contains(Money.parse("88.49"));
    }

    @Test
    void whatPeopleStateIsNotDoubted() {
        var stated = source("contract", SourceClass.STATED, 100, NOW, Offers.offer("r", "", ON_DEMAND, "20.00"));
        var book = book(stated, book("builtin", Offers.offer("r", "", ON_DEMAND, "88.49")));

        assertThat(price(book, "r", ON_DEMAND)).contains(Money.parse("20.00"));
        assertThat(row(book).quarantine()).isEmpty();
    }

    /** Real: AWS T4 spot differed 14.7-fold from zone to zone. */
    @Test
    void spotPricesOfTwoSourcesMayDiffer() {
        var book = book(
                feed("aws", Offers.offer("r", "", SPOT, "3.00")),
                feed("gpuhunt", Offers.offer("r", "", SPOT, "44.00")));

        assertThat(price(book, "r", SPOT)).contains(Money.parse("3.00"));
    }

    /** Real: GCP asked 38.74 for spot where on demand was 36.60, Azure the same for both in 28 rows of 28. */
    @ParameterizedTest
    @CsvSource({"38.74, 36.60", "84.80, 84.80"})
    void spotThatIsNotBelowOnDemandIsIgnored(String spot, String onDemand) {
        var book = book(feed(
                "gcp",
                Offers.offer("asia-south1", "", SPOT, spot),
                Offers.offer("asia-south1", "", ON_DEMAND, onDemand)));

        assertThat(price(book, "asia-south1", SPOT)).isEmpty();
        assertThat(price(book, "asia-south1", ON_DEMAND)).contains(Money.parse(onDemand));
        assertThat(book.rows())
                .filteredOn(row -> row.offer().tier() == SPOT)
                .singleElement()
                .satisfies(row -> {
                    assertThat(cause(row)).contains(Cause.SPOT_NOT_BELOW_ON_DEMAND);
                    assertThat(row.offer().price()).isEqualTo(Money.parse(spot));
                });
    }

    @Test
    void spotOfAZoneIsHeldAgainstOnDemandOfAnotherSourcesRegion() {
        var book = book(
                feed("aws-spot", Offers.offer("r", "use1-az2", SPOT, "60.00")),
                book("builtin", Offers.offer("r", "", ON_DEMAND, "55.04")));

        assertThat(book.quote(key("r", Optional.of("use1-az2"), SPOT))).isEmpty();
    }

    @Test
    void aFeedWarnsAfterADayAndIsUnknownAfterThree() {
        assertThat(aged(Duration.ofHours(24)).freshness()).isEqualTo(Freshness.FRESH);
        assertThat(aged(Duration.ofHours(24).plusSeconds(1)).freshness()).isEqualTo(Freshness.AGING);
        assertThat(aged(Duration.ofHours(72)).planning()).isPresent();
        assertThat(aged(Duration.ofHours(72).plusSeconds(1)).freshness()).isEqualTo(Freshness.TOO_OLD);
        assertThat(aged(Duration.ofHours(72).plusSeconds(1)).planning()).isEmpty();
    }

    /** The clock went back: how old the reading is, nobody knows closer than that. */
    @Test
    void aReadingFromTheFutureIsAsOldAsItIsAhead() {
        assertThat(aged(Duration.ofHours(-1)).freshness()).isEqualTo(Freshness.FRESH);
        assertThat(aged(Duration.ofHours(-80)).freshness()).isEqualTo(Freshness.TOO_OLD);
    }

    @Test
    void booksAndFilesHoldUntilTheirLastDay() {
        var offer = Offers.offer("r", "", ON_DEMAND, "10.00");
        var last = offer.validUntil().atTime(23, 59).toInstant(ZoneOffset.UTC);
        var source = book("builtin", offer);

        assertThat(GuardedBook.of(List.of(source), SkuTable.builtIn(), List.of(), last)
                        .quote(key("r", ON_DEMAND)))
                .isPresent();
        assertThat(GuardedBook.of(List.of(source), SkuTable.builtIn(), List.of(), last.plusSeconds(60))
                        .quote(key("r", ON_DEMAND)))
                .isEmpty();
    }

    @Test
    void whereTheBestSourceIsTooOldTheNextAnswers() {
        var old = source(
                "feed", SourceClass.FEED, 50, NOW.minus(Duration.ofDays(4)), Offers.offer("r", "", ON_DEMAND, "9.00"));
        var book = book(old, book("builtin", Offers.offer("r", "", ON_DEMAND, "10.00")));

        assertThat(price(book, "r", ON_DEMAND)).contains(Money.parse("10.00"));
        assertThat(row(book).source()).isEqualTo("builtin");
    }

    @Test
    void whatACloudDoesNotSellInATierIsMarked() {
        var book = book(feed(
                "gcp",
                gcp("us-central1", "a3-highgpu-1g", ON_DEMAND, "11.06"),
                gcp("us-central1", "a3-highgpu-1g", SPOT, "6.32"),
                gcp("us-central1", "a3-ultragpu-8g", ON_DEMAND, "84.80"),
                gcp("us-central1", "a4-highgpu-8g", ON_DEMAND, "128.00")));

        assertThat(book.rows().stream().filter(row -> row.offer().tier() == ON_DEMAND))
                .extracting(GuardedOffer::sold)
                .containsOnly(Optional.of(false));
        assertThat(book.rows().stream().filter(row -> row.offer().tier() == SPOT))
                .extracting(GuardedOffer::sold)
                .containsOnly(Optional.of(true));
    }

    @Test
    void aPercentageComesOffWhatTheGuardsLeftAndRoundsUp() {
        var book = discounted(
                new Discount.Terms.Percent(new BigDecimal("12.5")),
                feed("sky", Offers.offer("r", "", ON_DEMAND, "33.606")),
                book("builtin", Offers.offer("r", "", ON_DEMAND, "88.490001")));

        assertThat(price(book, "r", ON_DEMAND)).contains(Money.parse("77.428751"));
        assertThat(book.quote(key("r", ON_DEMAND)).orElseThrow().source()).contains("less 12.5 % by EDP 2026");
    }

    @Test
    void aFixedPriceHoldsWhereNoListKnowsOne() {
        var book = discounted(new Discount.Terms.Fixed(Money.parse("40.00")));

        assertThat(price(book, "anywhere", ON_DEMAND)).contains(Money.parse("40.00"));
        assertThat(price(book, "anywhere", SPOT)).isEmpty();
    }

    @Test
    void aPercentageOfAnUnknownPriceIsUnknown() {
        assertThat(price(discounted(new Discount.Terms.Percent(BigDecimal.TEN)), "r", ON_DEMAND))
                .isEmpty();
    }

    @Test
    void termsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Discount.Terms.Percent(new BigDecimal("100")))
                .hasMessageContaining("between 0 and 100");
        assertThatThrownBy(() -> new Discount.Terms.Fixed(Money.ZERO)).hasMessageContaining("nothing is free");
    }

    @Test
    void agesAloneDoNotChangeTheBook() {
        var offer = Offers.offer("r", "", ON_DEMAND, "10.00");
        var now = book(source("feed", SourceClass.FEED, 0, NOW, offer));
        var later = book(source("feed", SourceClass.FEED, 0, NOW.minus(Duration.ofHours(2)), offer));

        assertThat(later).isEqualTo(now).hasSameHashCodeAs(now);
    }

    static GuardedBook book(SourceBook... sources) {
        return GuardedBook.of(List.of(sources), SkuTable.builtIn(), List.of(), NOW);
    }

    private static GuardedBook discounted(Discount.Terms terms, SourceBook... sources) {
        var discount =
                new Discount("aws", Optional.empty(), Optional.of("p5.*"), Optional.of(ON_DEMAND), terms, "EDP 2026");
        return GuardedBook.of(List.of(sources), SkuTable.builtIn(), List.of(discount), NOW);
    }

    private static GuardedOffer aged(Duration age) {
        return row(
                book(source("feed", SourceClass.FEED, 0, NOW.minus(age), Offers.offer("r", "", ON_DEMAND, "10.00"))));
    }

    static SourceBook feed(String name, Offer... offers) {
        return source(name, SourceClass.FEED, 50, NOW, offers);
    }

    static SourceBook book(String name, Offer... offers) {
        return source(name, SourceClass.BOOK, 0, NOW, offers);
    }

    private static SourceBook source(String name, SourceClass kind, int precedence, Instant readAt, Offer... offers) {
        return SourceBook.of(
                name, kind, precedence, List.of(new SourceBook.Part(OfferBook.of(List.of(offers)), readAt, Map.of())));
    }

    private static Offer gcp(String region, String type, CapacityTier tier, String price) {
        var accelerator = SkuTable.builtIn().find("gcp", type).orElseThrow().accelerator();
        var key = new OfferKey("gcp", region, Optional.empty(), type, tier);
        return new Offer(key, accelerator, Money.parse(price), Offers.TODAY, Offers.TODAY.plusDays(3), "test");
    }

    private static GuardedOffer row(GuardedBook book) {
        return book.rows().getFirst();
    }

    private static Optional<Cause> cause(GuardedOffer row) {
        return row.quarantine().map(Quarantine::cause);
    }

    private static Optional<Money> price(GuardedBook book, String region, CapacityTier tier) {
        return book.quote(key(region, tier)).map(Prices.Quote::nodePerHour);
    }

    private static Optional<Money> find(GuardedBook book, String zone) {
        return book.quote(key("r", Optional.of(zone), ON_DEMAND)).map(Prices.Quote::nodePerHour);
    }

    private static Prices.Key key(String region, CapacityTier tier) {
        return key(region, Optional.empty(), tier);
    }

    private static Prices.Key key(String region, Optional<String> zone, CapacityTier tier) {
        return new Prices.Key("aws", region, zone, "p5.48xlarge", tier);
    }

    @Test
    void aReservedPriceIsDoubtedLikeOnDemand() {
        var book = book(
                feed("sky", Offers.offer("r", "", RESERVED, "10.00")),
                book("builtin", Offers.offer("r", "", RESERVED, "20.00")));

        assertThat(price(book, "r", RESERVED)).contains(Money.parse("20.00"));
    }
}
