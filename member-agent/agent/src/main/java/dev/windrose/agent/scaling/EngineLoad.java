package dev.windrose.agent.scaling;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one engine tells of its load.
 *
 * @param requests that wait or are worked on; empty when it does not tell both
 * @param tokens read and written since the engine began; empty when it does not tell both
 */
record EngineLoad(OptionalDouble requests, OptionalDouble tokens) {
    static final EngineLoad UNKNOWN = new EngineLoad(OptionalDouble.empty(), OptionalDouble.empty());

    /** The names of one engine's series. */
    private record Names(String waiting, String running, String prompt, String generated) {
        Stream<String> all() {
            return Stream.of(waiting, running, prompt, generated);
        }
    }

    /**
     * Sources: vLLM "Production Metrics" (docs.vllm.ai/en/stable/usage/metrics.html), SGLang "Production Metrics"
     * (docs.sglang.ai/references/production_metrics.html, with {@code --enable-metrics}), llama.cpp's server README
     * ({@code --metrics}).
     */
    private static final List<Names> ENGINES = List.of(
            new Names(
                    "vllm:num_requests_waiting",
                    "vllm:num_requests_running",
                    "vllm:prompt_tokens_total",
                    "vllm:generation_tokens_total"),
            new Names(
                    "sglang:num_queue_reqs",
                    "sglang:num_running_reqs",
                    "sglang:prompt_tokens_total",
                    "sglang:generation_tokens_total"),
            new Names(
                    "llamacpp:requests_deferred",
                    "llamacpp:requests_processing",
                    "llamacpp:prompt_tokens_total",
                    "llamacpp:tokens_predicted_total"));

    private static final Set<String> WANTED =
            ENGINES.stream().flatMap(Names::all).collect(Collectors.toUnmodifiableSet());

    static EngineLoad read(String metrics) {
        var told = Exposition.read(metrics, WANTED);
        return ENGINES.stream()
                .filter(names -> names.all().anyMatch(told::containsKey))
                .findFirst()
                .map(names -> new EngineLoad(
                        both(told, names.waiting(), names.running()), both(told, names.prompt(), names.generated())))
                .orElse(UNKNOWN);
    }

    private static OptionalDouble both(Map<String, Double> told, String one, String other) {
        Double first = told.get(one);
        Double second = told.get(other);
        return first == null || second == null ? OptionalDouble.empty() : OptionalDouble.of(first + second);
    }
}
