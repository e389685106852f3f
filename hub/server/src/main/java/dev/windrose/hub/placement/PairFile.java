package dev.windrose.hub.placement;

import dev.windrose.placement.egress.EgressPrices;
import dev.windrose.placement.latency.Latencies;
import dev.windrose.placement.pairs.PairLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * A file of facts about two regions each, read once at the start.
 *
 * @param what is in it, for people
 * @param key the setting that names the file
 * @param without what holds where there is no file
 */
record PairFile<T>(String what, String key, T without, Function<List<String>, PairLines.Reading<T>> reader) {
    static final PairFile<Latencies> LATENCIES =
            new PairFile<>("round trips", "windrose.hub.placement.latency-file", Latencies.ESTIMATED, Latencies::read);

    static final PairFile<EgressPrices> EGRESS = new PairFile<>(
            "egress prices", "windrose.hub.placement.egress-file", EgressPrices.LIST, EgressPrices::read);

    private static final Logger LOG = Logger.getLogger(PairFile.class);

    /** @throws IllegalStateException when there is a file that cannot be read: what is built in would silently hold */
    T read(Optional<Path> path) {
        if (path.isEmpty()) {
            return without;
        }
        try {
            var reading = reader.apply(Files.readAllLines(path.get()));
            LOG.infof(
                    "%s read: rows=%d bad=%d",
                    what, reading.rows(), reading.problems().size());
            reading.problems().stream().limit(5).forEach(problem -> LOG.warnf("%s: %s", what, problem));
            return reading.value();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The file of %s (%s) cannot be read: %s. Maybe correct %s, or leave it out."
                            .formatted(what, path.get(), e.getMessage(), key),
                    e);
        }
    }
}
