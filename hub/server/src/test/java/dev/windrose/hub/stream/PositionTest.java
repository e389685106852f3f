package dev.windrose.hub.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void comesBackAsItWent() {
        assertThat(Position.parse(new Position(1234, 56).id())).contains(new Position(1234, 56));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", ".1", "-1.2", "1.2.3", "1.2 ", "99999999999999999999.1"})
    void takesNothingElseForAPosition(String id) {
        assertThat(Position.parse(id)).isEmpty();
    }
}
