package dev.windrose.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.WorkloadStatus.Figure;
import dev.windrose.protocol.WorkloadStatus.Load;
import dev.windrose.wire.MessageJson.Fields;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** A load as JSON. What an older reader does not know it passes over. */
final class LoadJson {
    private LoadJson() {}

    static void write(Load load, ObjectNode data) {
        data.put("at", load.at().toString());
        data.put("asked", load.asked());
        write(load.requests(), data.putObject("requests"));
        write(load.tokensPerSecond(), data.putObject("tokensPerSecond"));
    }

    private static void write(Figure figure, ObjectNode data) {
        data.put("sum", figure.sum()).put("answered", figure.answered());
    }

    static Load read(Fields data) {
        try {
            return new Load(
                    Instant.parse(data.text("at")),
                    data.number("asked"),
                    figure(data.object("requests")),
                    figure(data.object("tokensPerSecond")));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new MalformedMessageException("a load does not read");
        }
    }

    private static Figure figure(Fields data) {
        return new Figure(data.decimal("sum"), data.number("answered"));
    }
}
