package dev.windrose.hub.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final RefusalLimit limit = new RefusalLimit();

    @Test
    void aFloodLeavesTenRowsAMinuteAndIsCounted() {
        var rows = IntStream.range(0, 1_000)
                .map(_ -> limit.admit("ann 403", 0))
                .filter(stands -> stands > 0)
                .toArray();

        assertThat(rows).hasSize(RefusalLimit.EACH).containsOnly(1);
        assertThat(limit.admit("ann 403", 61 * SECOND)).isEqualTo(991);
        assertThat(limit.admit("ann 403", 61 * SECOND)).isEqualTo(1);
    }

    @Test
    void whoFloodsHidesNobodyElse() {
        IntStream.range(0, 1_000).forEach(_ -> limit.admit("ann 403", 0));

        assertThat(limit.admit("bob 403", 0)).isEqualTo(1);
    }
}
