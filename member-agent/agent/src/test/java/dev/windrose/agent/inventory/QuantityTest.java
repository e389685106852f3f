package dev.windrose.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "8, 8",
        "+8, 8",
        "-1, -1",
        "1.5, 1.5",
        ".5, 0.5",
        "5., 5",
        "500m, 0.5",
        "100u, 0.0001",
        "7n, 0.000000007",
        "2k, 2000",
        "3M, 3000000",
        "1G, 1000000000",
        "1E, 1000000000000000000",
        "1e3, 1000",
        "1E3, 1000",
        "25e-1, 2.5",
        "1Ki, 1024",
        "81559Mi, 85520809984",
        "1Ei, 1152921504606846976"
    })
    void readsWhatKubernetesWrites(String text, BigDecimal value) {
        assertThat(Quantity.read(text).orElseThrow()).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "many", "NaN", "Infinity", "1 Gi", "0x10", "1K", "1ki", "--1", "1e", "1e999", "."})
    void whatDoesNotReadIsNotZero(String text) {
        assertThat(Quantity.read(text)).isEmpty();
        assertThat(Quantity.count(text)).isEmpty();
    }

    @Test
    void countsAreWholeAndNotBelowZero() {
        assertThat(Quantity.count("2k")).isEqualTo(OptionalLong.of(2_000));
        assertThat(Quantity.count("8000m")).isEqualTo(OptionalLong.of(8));
        assertThat(Quantity.count("500m")).isEmpty();
        assertThat(Quantity.count("-1")).isEmpty();
        assertThat(Quantity.count("16Ei")).as("more than a long holds").isEmpty();
    }
}
