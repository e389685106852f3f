package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.RESERVED;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static dev.windrose.placement.price.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferBookTest {
    private static final Optional<String> NO_ZONE = Optional.empty();

    @Test
    void prefersTheOfferOfTheZone() {
        var book =
                OfferBook.of(List.of(offer("us-east-1", "", SPOT, "20"), offer("us-east-1", "use1-az2", SPOT, "25")));

        assertThat(find(book, Optional.of("use1-az2"), SPOT)).contains(Money.parse("25"));
        assertThat(find(book, Optional.of("use1-az4"), SPOT)).contains(Money.parse("20"));
    }

    @Test
    void borrowsNoPriceOfAnotherZone() {
        var book = OfferBook.of(List.of(offer("us-east-1", "use1-az2", SPOT, "25")));

        assertThat(find(book, Optional.of("use1-az4"), SPOT)).isEmpty();
    }

    @Test
    void takesTheDearestZoneWhenTheZoneIsNotKnown() {
        var book = OfferBook.of(List.of(
                offer("us-east-1", "use1-az2", SPOT, "25"),
                offer("us-east-1", "use1-az4", SPOT, "19"),
                offer("us-east-1", "use1-az6", ON_DEMAND, "55.04"),
                offer("us-east-2", "use2-az1", SPOT, "40")));

        assertThat(find(book, NO_ZONE, SPOT)).contains(Money.parse("25"));
    }

    @Test
    void neverAnswersWithAnotherTier() {
        var book = OfferBook.of(List.of(offer("us-east-1", "", ON_DEMAND, "55.04")));

        assertThat(find(book, NO_ZONE, SPOT)).isEmpty();
        assertThat(find(book, NO_ZONE, RESERVED)).isEmpty();
    }

    @Test
    void quotesThePlannerWithTheSource() {
        var book = OfferBook.of(List.of(offer("us-east-1", "", ON_DEMAND, "55.04", "aws page")));

        assertThat(book.quote(new Prices.Key("aws", "us-east-1", NO_ZONE, "p5.48xlarge", ON_DEMAND)))
                .hasValueSatisfying(quote -> {
                    assertThat(quote.nodePerHour()).isEqualTo(Money.parse("55.04"));
                    assertThat(quote.source()).isEqualTo("aws page");
                    assertThat(quote.asOf()).isPresent();
                });
        assertThat(book.quote(new Prices.Key("aws", "us-east-1", NO_ZONE, "p5.48xlarge", CapacityTier.UNKNOWN)))
                .isEmpty();
    }

    @Test
    void lastBookWinsPerKeyAndRowsKeepTheirSource() {
        var builtIn = OfferBook.of(List.of(
                offer("us-east-1", "", ON_DEMAND, "55.04", "built-in"),
                offer("us-east-1", "", SPOT, "20", "built-in")));
        var mine = OfferBook.of(List.of(offer("us-east-1", "", ON_DEMAND, "41", "my contract")));

        var merged = OfferBook.merge(List.of(builtIn, mine));

        assertThat(merged.offers()).extracting(Offer::source).containsExactly("my contract", "built-in");
        assertThat(find(merged, NO_ZONE, ON_DEMAND)).contains(Money.parse("41"));
    }

    @Test
    void listsOffersInTheSameOrderHoweverTheyCame() {
        var one = offer("us-east-1", "", ON_DEMAND, "55.04");
        var two = offer("eu-west-1", "", SPOT, "20");
        var three = offer("us-east-1", "use1-az2", SPOT, "21");

        assertThat(OfferBook.of(List.of(one, two, three)).offers())
                .isEqualTo(OfferBook.of(List.of(three, one, two)).offers())
                .containsExactly(two, one, three);
    }

    @Test
    void refusesTwoOffersForOneKey() {
        var offers = List.of(offer("us-east-1", "", SPOT, "20"), offer("us-east-1", "", SPOT, "21"));

        assertThatThrownBy(() -> OfferBook.of(offers)).hasMessageContaining("Two offers for aws/us-east-1");
    }

    @Test
    void flagsOffersPastTheirLastDay() {
        var book = OfferBook.of(List.of(offer("us-east-1", "", ON_DEMAND, "55.04")));

        assertThat(book.stale(LocalDate.of(2027, 7, 20))).isEmpty();
        assertThat(book.stale(LocalDate.of(2027, 7, 21))).hasSize(1);
    }

    @Test
    void tellsItsAge() {
        var offer = offer("us-east-1", "", ON_DEMAND, "55.04");

        assertThat(offer.ageDays(LocalDate.of(2026, 7, 30))).isEqualTo(10);
        assertThat(OfferBook.of(List.of(offer)).oldest()).contains(LocalDate.of(2026, 7, 20));
        assertThat(OfferBook.empty().newest()).isEmpty();
    }

    @Test
    void refusesAFreeOffer() {
        assertThatThrownBy(() -> offer("us-east-1", "", SPOT, "0")).hasMessageContaining("nothing is free");
    }

    @Test
    void listsDeviationsBeyondThePercentage() {
        var ours = OfferBook.of(
                List.of(offer("us-east-1", "", ON_DEMAND, "110"), offer("us-east-2", "", ON_DEMAND, "111")));
        var theirs = OfferBook.of(
                List.of(offer("us-east-1", "", ON_DEMAND, "100"), offer("us-east-2", "", ON_DEMAND, "100")));

        assertThat(ours.deviationsFrom(theirs, 10))
                .extracting(deviation -> deviation.ours().region())
                .containsExactly("us-east-2");
    }

    private static Optional<Money> find(OfferBook book, Optional<String> zone, CapacityTier tier) {
        return book.find("aws", "us-east-1", zone, "p5.48xlarge", tier).map(Offer::price);
    }
}
