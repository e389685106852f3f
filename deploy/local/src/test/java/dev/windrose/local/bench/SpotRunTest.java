package dev.windrose.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windrose.placement.calm.MoveRule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpotRunTest {
    private static final SpotPrices YEAR = SpotPrices.generated("test", 1, 5);

    @Test
    void nothingIsCheaperThanTheOptimum() {
        double optimum = SpotRun.optimum(YEAR);

        assertThat(SpotRun.staying(YEAR).dollars()).isGreaterThanOrEqualTo(optimum);
        assertThat(SpotRun.following(YEAR).dollars()).isGreaterThanOrEqualTo(optimum);
        assertThat(SpotRun.ruled(YEAR, MoveRule.DEFAULT).dollars()).isGreaterThanOrEqualTo(optimum);
    }

    @Test
    void theOptimumPaysForItsMoves() {
        double[][] two = new double[SpotPrices.HOURS][SpotPrices.ZONES];
        for (int hour = 0; hour < two.length; hour++) {
            Arrays.fill(two[hour], 100);
            two[hour][hour < 10 ? 3 : 7] = 1;
        }

        // The first place is free.
        assertThat(SpotRun.optimum(new SpotPrices("two", two))).isCloseTo(SpotPrices.HOURS + 0.5, within(1e-6));
    }

    @Test
    void theSameSeedGivesTheSameYear() {
        assertThat(SpotPrices.generated("test", 1, 5).dollars()).isDeepEqualTo(YEAR.dollars());
    }
}
