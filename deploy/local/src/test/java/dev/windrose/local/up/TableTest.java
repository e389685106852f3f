package dev.windrose.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsColumnsAndLeavesNoBlanksAtTheEnd() {
        var table = new Table("NAME", "READY").row("a-long-name", "True").row("b", "-");

        assertThat(table.toString()).isEqualTo("NAME          READY\na-long-name   True\nb             -");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatThrownBy(() -> new Table("A", "B").row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
