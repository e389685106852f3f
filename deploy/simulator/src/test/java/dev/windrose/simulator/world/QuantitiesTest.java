package dev.windrose.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.simulator.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1000",
        "500m, 500",
        "0.5, 500",
        "1.0005, 1001",
        "2k, 2000000",
        "1Ki, 1024000",
        "16Gi, 17179869184000",
        "1e3, 1000000",
        "1E, 9223372036854775807",
        "100u, 1",
        "0, 0"
    })
    void readsThousandthsRoundedUp(String text, long millis) {
        assertThat(Quantities.millis(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Gi", "1Xi", "one", "1 Gi"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantities.millis(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unreadableRequestNeverFits() {
        assertThat(Quantities.read(Json.parse("{\"cpu\": \"lots\"}"))).containsEntry("cpu", Long.MAX_VALUE);
    }
}
