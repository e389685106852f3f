package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInBookTest {
    private static final OfferBook BOOK = BuiltInBook.load();

    @Test
    void isWide() {
        assertThat(BOOK.size()).isEqualTo(588);
        assertThat(BOOK.regions()).isEqualTo(38);
        assertThat(BOOK.offers()).extracting(Offer::cloud).contains("aws", "azure", "gcp");
        assertThat(BOOK.offers()).filteredOn(offer -> offer.tier() == SPOT).hasSize(102);
    }

    @Test
    void namesPageAndDateOfEveryRow() {
        assertThat(BOOK.offers()).allSatisfy(offer -> {
            assertThat(offer.source())
                    .startsWith(
                            switch (offer.cloud()) {
                                case "aws" -> "https://aws.amazon.com/";
                                case "azure" -> "https://azure.microsoft.com/";
                                default -> "https://cloud.google.com/";
                            });
            assertThat(offer.asOf()).isBetween(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31));
            assertThat(offer.validUntil()).isEqualTo(offer.asOf().plusYears(1));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "aws, us-east-1, p5.48xlarge, 55.04",
        "aws, us-west-2, p4de.24xlarge, 27.44705",
        "aws, us-west-2, g4dn.xlarge, 0.526",
        "aws, eu-west-1, g5.xlarge, 1.123",
        "aws, eu-central-1, g6.xlarge, 1.0064",
        "aws, ap-northeast-1, g5.48xlarge, 23.62245",
        "azure, eastus, Standard_ND96isr_H100_v5, 98.32",
        "azure, westus3, Standard_NC40ads_H100_v5, 6.98",
        "azure, westeurope, Standard_NC24ads_A100_v4, 4.775",
        "azure, swedencentral, Standard_NC4as_T4_v3, 0.558",
        "gcp, us-central1, g2-standard-4, 0.706832",
        "gcp, us-central1, a3-highgpu-8g, 88.490045",
        "gcp, europe-west4, a2-ultragpu-1g, 5.58092",
        "gcp, asia-southeast1, a2-highgpu-8g, 32.11",
    })
    void knowsTheCommonTypes(String cloud, String region, String type, double dollars) {
        var offer = BOOK.find(cloud, region, Optional.empty(), type, ON_DEMAND).orElseThrow();

        assertThat(offer.price().dollars().doubleValue())
                .isCloseTo(dollars, org.assertj.core.api.Assertions.withinPercentage(0.01));
    }

    @Test
    void coversWhatTheDemoFleetRunsOn() {
        var types = BOOK.offers().stream().map(Offer::instanceType).distinct().toList();

        assertThat(types)
                .contains("p5.48xlarge", "p4d.24xlarge", "p4de.24xlarge", "g4dn.xlarge", "g5.xlarge", "g6.xlarge")
                .contains("Standard_NC96ads_A100_v4", "Standard_NC48ads_A100_v4", "Standard_NC64as_T4_v3")
                .contains("a2-ultragpu-2g", "a2-ultragpu-4g", "a2-ultragpu-8g", "a2-highgpu-1g", "g2-standard-96");
    }

    @Test
    void loadsTheSameEachTime() {
        assertThat(BuiltInBook.load()).isEqualTo(BOOK);
    }
}
