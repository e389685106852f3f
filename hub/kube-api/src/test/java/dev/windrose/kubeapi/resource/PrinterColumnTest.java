package dev.windrose.kubeapi.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PrinterColumnTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final ObjectNode object = new ObjectMapper().createObjectNode();
    private final PrinterColumn read = PrinterColumn.path("Read", "date", ".status.readAt", 0);

    /** A real API server leaves the cell empty; kubectl would print the word as if it were a value. */
    @Test
    void aDateThatIsNotThereYetIsAnEmptyCell() {
        assertThat(read.cell().render(object, NOW).isNull()).isTrue();
    }

    @Test
    void aDateIsShownAsAnAge() {
        object.putObject("status").put("readAt", "2026-11-01T11:55:00Z");

        assertThat(read.cell().render(object, NOW).asText()).isEqualTo("5m");
    }
}
