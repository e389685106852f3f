package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.windrose.placement.egress.EgressPrices;
import dev.windrose.placement.latency.Latencies;
import dev.windrose.placement.latency.RoundTrip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsInTheFileCountsAndABadLineKeepsNoOtherFromCounting() throws IOException {
        var file = Files.write(
                folder.resolve("egress.csv"),
                List.of("from,to,usdPerGiB", "our-cellar,internet,0.03", "our-cellar,internet,cheap"));
        var trips = Files.write(folder.resolve("trips.csv"), List.of("our-cellar,eu-west-1,12"));

        assertThat(PairFile.EGRESS.read(Optional.of(file)).perGib("our-cellar", "eu-west-1"))
                .hasValue(30_000);
        assertThat(PairFile.LATENCIES.read(Optional.of(trips)).between("eu-west-1", "our-cellar"))
                .contains(new RoundTrip(12, true));
    }

    @Test
    void withoutAFileWhatIsBuiltInHolds() {
        assertThat(PairFile.EGRESS.read(Optional.empty())).isSameAs(EgressPrices.LIST);
        assertThat(PairFile.LATENCIES.read(Optional.empty())).isSameAs(Latencies.ESTIMATED);
    }

    @Test
    void aFileThatIsNotThereStopsTheHub() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PairFile.EGRESS.read(Optional.of(folder.resolve("none.csv"))))
                .withMessageContaining("none.csv")
                .withMessageContaining("windrose.hub.placement.egress-file");
    }
}
