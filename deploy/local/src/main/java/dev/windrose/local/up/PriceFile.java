package dev.windrose.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.FleetException;
import java.io.IOException;

/** Tells what the hub made of {@code --prices}. A file that gives no price at all is a mistake, not an empty book. */
final class PriceFile {
    private static final String SOURCE = FleetView.GROUP + "/pricesources/prices-file";

    private PriceFile() {}

    /**
     * @param file as it was named
     * @return a line for people
     * @throws FleetException when the file gives no price
     */
    static String told(KubeClient hub, String file) throws IOException, InterruptedException {
        JsonNode status = KubeClient.expect(hub.get(SOURCE), "the price source of " + file)
                .body()
                .path("status");
        int offers = status.path("offers").asInt();
        if (offers == 0) {
            throw new FleetException("--prices: %s gives no price: %s".formatted(file, problem(status)));
        }
        int bad = status.path("badRows").asInt();
        return "%d prices from %s, %d rows of machines that no table maps to GPUs, %d bad rows%s"
                .formatted(
                        offers,
                        file,
                        status.path("unmapped").asInt(),
                        bad,
                        bad == 0 ? "" : ", e.g. " + problem(status));
    }

    private static String problem(JsonNode status) {
        String first = status.at("/problems/0").asText();
        if (!first.isEmpty()) {
            return first;
        }
        String condition = status.at("/conditions/0/message").asText();
        return condition.isEmpty() ? "no row of it is an offer of GPUs" : condition;
    }
}
