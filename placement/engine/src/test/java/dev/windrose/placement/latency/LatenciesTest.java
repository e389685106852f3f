package dev.windrose.placement.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.price.BuiltInBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final List<String> REGIONS = List.of(
            "us-east-1",
            "us-west-1",
            "us-west-2",
            "eu-west-1",
            "eu-central-1",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "sa-east-1");

    /** Milliseconds as published, see {@link Latencies}; each line is from one region to the ones after it. */
    private static final double[][] PUBLISHED = {
        {72.74, 86.98, 80.55, 88.66, 145.3, 178.4, 216.7, 230, 119.5},
        {19.46, 153.2, 166.6, 102.5, 131.5, 174, 157.5, 192.7},
        {137, 159.5, 89.1, 118.3, 161.4, 162.2, 182.7},
        {19.56, 212.4, 242.4, 239, 309.6, 191.3},
        {236.5, 266.2, 325.9, 323.5, 194.9},
        {31.44, 73.79, 103.9, 256.8},
        {71.87, 134, 286.3},
        {175.3, 328.1},
        {322.5},
    };

    @Test
    void estimatesAreAboutWhatOthersMeasured() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < PUBLISHED.length; i++) {
            for (int j = 0; j < PUBLISHED[i].length; j++) {
                int estimate = millis(REGIONS.get(i), REGIONS.get(i + 1 + j));
                ratios.add(estimate / PUBLISHED[i][j]);
            }
        }
        ratios.sort(null);

        assertThat(ratios).hasSize(45);
        assertThat(ratios.get(22)).isBetween(0.95, 1.05);
        assertThat(ratios).allMatch(ratio -> ratio > 0.5 && ratio < 1.5);
        assertThat(ratios.stream().filter(ratio -> ratio > 0.7 && ratio < 1.4)).hasSize(36);
    }

    @Test
    void theWayBackIsAsLongAndTheSameRegionIsNear() {
        assertThat(millis("westeurope", "us-central1")).isEqualTo(millis("us-central1", "westeurope"));
        assertThat(millis("eu-west-1", "eu-west-1")).isEqualTo(1);
        assertThat(millis("eu-central-1", "europe-west3"))
                .as("two clouds in Frankfurt")
                .isEqualTo(4);
    }

    @Test
    void whatWasMeasuredCountsBothWaysUnlessBothWere() {
        var one = Latencies.of(List.of(new Latencies.Measured("eu-west-1", "eu-central-1", 25)));
        var both = Latencies.of(List.of(
                new Latencies.Measured("eu-west-1", "eu-central-1", 25),
                new Latencies.Measured("eu-central-1", "eu-west-1", 27)));

        assertThat(one.between("eu-central-1", "eu-west-1")).contains(new RoundTrip(25, true));
        assertThat(both.between("eu-central-1", "eu-west-1")).contains(new RoundTrip(27, true));
        assertThat(one.between("eu-central-1", "eu-north-1").map(RoundTrip::measured))
                .contains(false);
    }

    @Test
    void aFileOfMeasurementsIsReadRowByRow() {
        var reading = Latencies.read(List.of(
                "from,to,milliseconds", "# ours", "eu-west-1, eu-central-1, 24.8", "eu-west-1;us-east-1;68", ""));

        assertThat(reading.rows()).isEqualTo(1);
        assertThat(reading.value().between("eu-west-1", "eu-central-1")).contains(new RoundTrip(24, true));
        assertThat(reading.problems())
                .containsExactly(
                        "line 4 (eu-west-1;us-east-1;68) must be from,to,milliseconds, e.g. eu-west-1,us-east-1,68");
    }

    @Test
    void ofARegionThatNobodyKnowsNothingIsSaid() {
        assertThat(Latencies.ESTIMATED.between("eu-west-1", "our-cellar")).isEmpty();
        assertThat(Latencies.ESTIMATED.between("", "")).isEmpty();
        assertThat(Latencies.of(List.of(new Latencies.Measured("eu-west-1", "our-cellar", 12)))
                        .between("our-cellar", "eu-west-1"))
                .isEqualTo(Optional.of(new RoundTrip(12, true)));
    }

    @Test
    void everyRegionOfTheBookIsKnown() {
        assertThat(BuiltInBook.load().offers())
                .extracting(offer -> offer.key().region())
                .allSatisfy(region -> assertThat(Latencies.ESTIMATED.between(region, "us-east-1"))
                        .as(region)
                        .isPresent());
    }

    private static int millis(String from, String to) {
        return Latencies.ESTIMATED.between(from, to).orElseThrow().millis();
    }
}
