package dev.windrose.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void countsByNearestRankInMilliseconds() {
        var samples = new Samples();
        LongStream.rangeClosed(1, 200).map(i -> 201 - i).forEach(ms -> samples.add(ms * 1_000_000));

        assertThat(samples.percentile(50)).isEqualTo(100);
        assertThat(samples.percentile(99)).isEqualTo(198);
        assertThat(samples.percentile(100)).isEqualTo(200);
    }

    @Test
    void hasNoPercentileOfNothing() {
        assertThatThrownBy(() -> new Samples().percentile(50)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRowIsMetAtItsBudgetAndNotBeyond() {
        assertThat(Row.atMost("x", 30, "ms", 30).met()).isTrue();
        assertThat(Row.atMost("x", 30.01, "ms", 30).met()).isFalse();
    }
}
