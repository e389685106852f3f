package dev.windrose.hub.placement;

import dev.windrose.placement.latency.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Round trips that somebody measured, read once at the start. */
final class LatencyFile {
    private static final Logger LOG = Logger.getLogger(LatencyFile.class);

    private LatencyFile() {}

    /** @throws IllegalStateException when there is a file that cannot be read: distances would silently be estimates */
    static Latencies read(Optional<Path> path) {
        if (path.isEmpty()) {
            return Latencies.ESTIMATED;
        }
        try {
            var reading = Latencies.read(Files.readAllLines(path.get()));
            LOG.infof(
                    "measured round trips read: rows=%d bad=%d",
                    reading.rows(), reading.problems().size());
            reading.problems().stream().limit(5).forEach(problem -> LOG.warnf("measured round trips: %s", problem));
            return reading.latencies();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The file of round trips (%s) cannot be read: %s. Maybe correct windrose.hub.placement.latency-file, or leave it out."
                            .formatted(path.get(), e.getMessage()),
                    e);
        }
    }
}
