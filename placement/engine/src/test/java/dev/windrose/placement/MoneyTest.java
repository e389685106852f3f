package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MoneyTest {
    @Test
    void keepsMicroDollarsExactly() {
        assertThat(Money.parse("0.526").plus(Money.parse("0.000001"))).isEqualTo(Money.ofMicros(526_001));
    }

    @Test
    void printsAtLeastTwoDecimals() {
        assertThat(Money.parse("98")).hasToString("98.00");
        assertThat(Money.parse("0.706832")).hasToString("0.706832");
    }

    @Test
    void roundsAShareUp() {
        assertThat(Money.ofMicros(10).share(1, 3)).isEqualTo(Money.ofMicros(4));
        assertThat(Money.parse("98.32").share(2, 8)).isEqualTo(Money.parse("24.58"));
    }

    @Test
    void refusesWhatIsNoAmount() {
        assertThatThrownBy(() -> Money.parse("3,06")).hasMessageContaining("3.06");
    }

    @Test
    void refusesToWrap() {
        assertThatThrownBy(() -> Money.ofMicros(Long.MAX_VALUE).times(2)).isInstanceOf(ArithmeticException.class);
    }
}
