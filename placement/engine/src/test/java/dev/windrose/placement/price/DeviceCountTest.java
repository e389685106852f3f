package dev.windrose.placement.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceCountTest {
    @ParameterizedTest
    @CsvSource({
        "8, 8",
        "8.0, 8",
        "0.125, 1/8",
        "0.1667, 1/6",
        "0.167, 1/6",
        "0.3333, 1/3",
        "0.5, 1/2",
        "2/8, 1/4",
        "16, 16"
    })
    void readsWhatPriceListsWrite(String written, String count) {
        assertThat(DeviceCount.parse(written).orElseThrow()).hasToString(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "NaN", "1e9", "0.01", "0.19", "1/0", "1/17", "8x", "99999999999999999999"})
    void refusesWhatIsNoCount(String written) {
        assertThat(DeviceCount.parse(written)).isEmpty();
    }

    @Test
    void isEqualInLowestTerms() {
        assertThat(new DeviceCount(4, 8)).isEqualTo(new DeviceCount(1, 2));
        assertThat(new DeviceCount(16, 2).isWhole()).isTrue();
    }

    @Test
    void refusesACountOutOfBounds() {
        assertThatThrownBy(() -> DeviceCount.of(0)).hasMessageContaining("out of bounds");
    }
}
