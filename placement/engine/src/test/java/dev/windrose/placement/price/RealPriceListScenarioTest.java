package dev.windrose.placement.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.price.Finding.Kind;
import dev.windrose.placement.price.LoadReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real list of 1,886 GPU instances, where the environment variable WINDROSE_DATA names the folder that has it. */
class RealPriceListScenarioTest {
    private static byte[] content = new byte[0];

    @BeforeAll
    static void readList() throws IOException {
        var folder = System.getenv("WINDROSE_DATA");
        assumeTrue(folder != null, "skipped: WINDROSE_DATA is not set, so there is no real price list to load");
        content = Files.readAllBytes(Path.of(folder, "prices", "gpu_offers.csv"));
    }

    @Test
    void everyRowIsAccountedFor() {
        var report = load().report();

        assertThat(report.rowsRead()).isEqualTo(1_886);
        assertThat(report.outcomes()).isEqualTo(Map.of(Outcome.OFFERED, 1_659, Outcome.UNMAPPED, 227));
        assertThat(report.offers()).isEqualTo(2_043);
    }

    @Test
    void whatIsNotMappedIsListed() {
        var byType = load().report().unmapped().stream()
                .collect(Collectors.groupingBy(Finding::value, Collectors.counting()));

        assertThat(byType)
                .hasSize(29)
                .containsEntry("Standard_ND40s_v2", 6L)
                .containsEntry("Standard_NC8ads_A10_v4", 3L);
        assertThat(byType.keySet()).allMatch(type -> type.startsWith("Standard_"));
    }

    @Test
    void noOtherFindingButTypesNotSoldOnDemand() {
        var others = load().report().findings().stream()
                .filter(finding -> finding.kind() != Kind.UNMAPPED)
                .toList();

        assertThat(others)
                .allMatch(finding ->
                        finding.kind() == Kind.NOT_SOLD && finding.value().startsWith("a3-highgpu-"))
                .hasSize(48);
    }

    /**
     * Nothing that both have is more than a tenth apart, so the list of allowed deviations is empty; whoever adds to it
     * writes down why both numbers can be true.
     */
    @Test
    void theBuiltInBookDeviatesNowhereByMoreThanATenth() {
        var list = load().book();
        var book = BuiltInBook.load();
        var common = book.offers().stream()
                .filter(offer -> list.find(
                                offer.cloud(), offer.region(), offer.zone(), offer.instanceType(), offer.tier())
                        .isPresent())
                .count();

        assertThat(common).isGreaterThan(350);
        assertThat(book.deviationsFrom(list, 10))
                .as("deviations of more than 10 %")
                .isEmpty();
    }

    private static PriceLoad load() {
        return Offers.load("gpu_offers.csv", content);
    }
}
