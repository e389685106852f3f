package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.RESERVED;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservedPricesTest {
    private static final Prices LIST = key ->
            key.tier() == ON_DEMAND ? Optional.of(new Prices.Quote(Money.parse("55.04"), "list")) : Optional.empty();

    /** 4 reserved: free up to 4; the fifth costs 55.04, which the five share. */
    @ParameterizedTest
    @CsvSource({"0, 0.00", "1, 0.00", "4, 0.00", "5, 11.008", "8, 27.52"})
    void whatIsReservedCostsNothingUpToItsCount(int nodes, String each) {
        var quote = prices(nodes, reserved(4, "0")).quote(key(RESERVED)).orElseThrow();

        assertThat(quote.nodePerHour()).isEqualTo(Money.parse(each));
        assertThat(quote.prepaid()).isTrue();
        assertThat(quote.source()).contains("CR-1");
    }

    @Test
    void anHourThatIsStatedIsShown() {
        assertThat(prices(3, reserved(4, "30.00"))
                        .quote(key(RESERVED))
                        .orElseThrow()
                        .nodePerHour())
                .isEqualTo(Money.parse("30.00"));
    }

    @Test
    void beyondTheCountAnUnknownPriceStaysUnknown() {
        var prices = new ReservedPrices(Prices.none(), List.of(reserved(4, "0")), Map.of(reserved(4, "0"), 5));

        assertThat(prices.quote(key(RESERVED))).isEmpty();
    }

    @Test
    void otherTiersAndTypesKeepTheirPrice() {
        var prices = prices(2, reserved(4, "0"));

        assertThat(prices.quote(key(ON_DEMAND)).orElseThrow().nodePerHour()).isEqualTo(Money.parse("55.04"));
        assertThat(prices.quote(key(SPOT))).isEmpty();
        assertThat(prices.quote(new Prices.Key("aws", "us-east-1", Optional.empty(), "p4d.24xlarge", RESERVED)))
                .isEmpty();
    }

    @Test
    void withoutReservationsThePricesAreThoseBelow() {
        assertThat(ReservedPrices.over(LIST, List.of(), List.of())).isSameAs(LIST);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> reserved(0, "0")).hasMessageContaining("at least one");
        assertThatThrownBy(() -> reserved(1, "-1")).hasMessageContaining("not below zero");
    }

    private static Prices prices(int nodes, Reservation reservation) {
        return new ReservedPrices(LIST, List.of(reservation), Map.of(reservation, nodes));
    }

    private static Reservation reserved(int count, String hourly) {
        return new Reservation(
                "aws", "us-east-1", Optional.empty(), "p5.48xlarge", RESERVED, count, Money.parse(hourly), "CR-1");
    }

    private static Prices.Key key(CapacityTier tier) {
        return new Prices.Key("aws", "us-east-1", Optional.of("use1-az2"), "p5.48xlarge", tier);
    }
}
