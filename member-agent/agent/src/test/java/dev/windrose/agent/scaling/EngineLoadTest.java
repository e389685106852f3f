package dev.windrose.agent.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.agent.scaling.LoadReader.Pod;
import dev.windrose.agent.scaling.LoadReader.Told;
import dev.windrose.protocol.WorkloadStatus.Figure;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EngineLoadTest {
    private static final Pod POD = new Pod("team", "chat-1", "10.1.2.3:8000");
    private static final long SECOND = 1_000_000_000L;

    @Test
    void readsVllmsNamesAndAddsUpItsSchedulers() {
        var load = EngineLoad.read("""
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="a}b \\"c\\" {"} 3.0
                vllm:num_requests_running{engine="1",model_name="x"} 2
                vllm:num_requests_waiting{engine="0",model_name="x"} 7.0 1712345678000
                vllm:num_requests_waiting_by_reason{engine="0"} 9
                vllm:prompt_tokens_total{engine="0"} 1.5e+03
                vllm:generation_tokens_total{engine="0"} 250
                """);
        assertThat(load.requests()).hasValue(12);
        assertThat(load.tokens()).hasValue(1750);
    }

    @Test
    void readsSglangsAndLlamaCppsNames() {
        assertThat(EngineLoad.read("sglang:num_queue_reqs{tp_rank=\"0\"} 4\nsglang:num_running_reqs 1\n"))
                .isEqualTo(new EngineLoad(OptionalDouble.of(5), OptionalDouble.empty()));
        assertThat(EngineLoad.read("llamacpp:requests_processing 1\nllamacpp:requests_deferred 2\n"
                        + "llamacpp:prompt_tokens_total 10\nllamacpp:tokens_predicted_total 20\n"))
                .isEqualTo(new EngineLoad(OptionalDouble.of(3), OptionalDouble.of(30)));
    }

    @Test
    void halfOfASumIsUnknownAndSoIsWhatIsNoNumberFromZero() {
        assertThat(EngineLoad.read("vllm:num_requests_running 3\n")).isEqualTo(EngineLoad.UNKNOWN);
        for (String bad : List.of("NaN", "+Inf", "-1", "many", "", "1e999", "{x=\"y 4")) {
            String text = "vllm:num_requests_running 3\nvllm:num_requests_waiting %s\n".formatted(bad);
            assertThat(EngineLoad.read(text)).as(bad).isEqualTo(EngineLoad.UNKNOWN);
        }
        assertThat(EngineLoad.read("<html>no such pod</html>")).isEqualTo(EngineLoad.UNKNOWN);
        assertThat(EngineLoad.read("")).isEqualTo(EngineLoad.UNKNOWN);
    }

    @Test
    void tokensBecomeARateBetweenTwoReadingsAndARestartIsUnknown() {
        var rates = new Rates();
        assertThat(rates.of(POD, told(1_000, 0)).tokens()).isEmpty();
        assertThat(rates.of(POD, told(4_000, 15)).tokens()).hasValue(200);
        assertThat(rates.of(POD, told(30, 30)).tokens()).isEmpty();
        assertThat(rates.of(POD, told(60, 45)).tokens()).hasValue(2);
        assertThat(rates.of(POD, Told.NOTHING).tokens()).isEmpty();
        assertThat(rates.of(POD, told(90, 75)).tokens()).as("after silence").isEmpty();
        rates.keepOnly(List.of());
        assertThat(rates.of(POD, told(120, 90)).tokens())
                .as("of a pod that was gone")
                .isEmpty();
    }

    private static Told told(double tokens, long seconds) {
        return new Told(new EngineLoad(OptionalDouble.empty(), OptionalDouble.of(tokens)), seconds * SECOND);
    }

    @Test
    void addsUpPodsAndCountsThoseThatAnswered() {
        var sum = new LoadSum();
        sum.add(new EngineLoad(OptionalDouble.of(4), OptionalDouble.empty()));
        sum.add(new EngineLoad(OptionalDouble.of(2), OptionalDouble.of(90)));
        sum.add(EngineLoad.UNKNOWN);
        var load = sum.load(Instant.EPOCH);
        assertThat(load.asked()).isEqualTo(3);
        assertThat(load.requests()).isEqualTo(new Figure(6, 2));
        assertThat(load.tokensPerSecond()).isEqualTo(new Figure(90, 1));
    }

    @Test
    void asksThePodThroughTheApiServer() {
        assertThat(POD.path()).isEqualTo("/api/v1/namespaces/team/pods/chat-1:8000/proxy/metrics");
        assertThat(new Pod("t", "p", "[fd00::1]:80").path()).endsWith("/pods/p:80/proxy/metrics");
    }
}
