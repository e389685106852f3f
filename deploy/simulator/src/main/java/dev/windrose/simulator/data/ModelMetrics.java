package dev.windrose.simulator.data;

/**
 * One engine's counters, printed under vLLM's names (docs.vllm.ai, production metrics) in Prometheus' text format. Not
 * for several threads at once.
 */
final class ModelMetrics {
    /** Sequences that fit the cache; the gauge of its use rises by one share a request. */
    private static final double CACHE_SEQUENCES = 256;

    private final Histogram firstToken = new Histogram(
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160);
    private final Histogram whole =
            new Histogram(0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480);
    private int running;
    private long promptTokens;
    private long generatedTokens;
    private long finished;

    void started() {
        running++;
    }

    void ended(int prompt, int generated, double firstTokenSeconds, double wholeSeconds) {
        running--;
        finished++;
        promptTokens += prompt;
        generatedTokens += generated;
        firstToken.observe(firstTokenSeconds);
        whole.observe(wholeSeconds);
    }

    /** A request whose client went away: it holds nothing any more and counts as nothing. */
    void aborted() {
        running--;
    }

    int running() {
        return running;
    }

    /** @param waiting requests */
    String print(String model, int waiting) {
        String labels = "engine=\"0\",model_name=\"%s\""
                .formatted(model.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        double cache = Math.min(1, running / CACHE_SEQUENCES);
        StringBuilder out = new StringBuilder();
        simple(
                out,
                "vllm:num_requests_running",
                "gauge",
                "Number of requests in model execution batches.",
                labels,
                running);
        simple(
                out,
                "vllm:num_requests_waiting",
                "gauge",
                "Number of requests waiting to be processed.",
                labels,
                waiting);
        simple(out, "vllm:kv_cache_usage_perc", "gauge", "KV-cache usage. 1 means 100 percent usage.", labels, cache);
        simple(
                out,
                "vllm:gpu_cache_usage_perc",
                "gauge",
                "GPU KV-cache usage. 1 means 100 percent usage.",
                labels,
                cache);
        simple(out, "vllm:prompt_tokens_total", "counter", "Number of prefill tokens processed.", labels, promptTokens);
        simple(
                out,
                "vllm:generation_tokens_total",
                "counter",
                "Number of generation tokens processed.",
                labels,
                generatedTokens);
        simple(
                out,
                "vllm:request_success_total",
                "counter",
                "Count of successfully processed requests.",
                labels + ",finished_reason=\"stop\"",
                finished);
        firstToken.print(
                out, "vllm:time_to_first_token_seconds", "Histogram of time to first token in seconds.", labels);
        whole.print(out, "vllm:e2e_request_latency_seconds", "Histogram of e2e request latency in seconds.", labels);
        return out.toString();
    }

    private static void simple(StringBuilder out, String name, String type, String help, String labels, double value) {
        head(out, name, type, help);
        out.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static final class Histogram {
        private final double[] bounds;
        private final long[] counts;
        private long count;
        private double sum;

        Histogram(double... bounds) {
            this.bounds = bounds.clone();
            this.counts = new long[bounds.length];
        }

        void observe(double value) {
            count++;
            sum += value;
            for (int i = 0; i < bounds.length; i++) {
                if (value <= bounds[i]) {
                    counts[i]++;
                }
            }
        }

        void print(StringBuilder out, String name, String help, String labels) {
            head(out, name, "histogram", help);
            for (int i = 0; i < bounds.length; i++) {
                out.append(
                        "%s_bucket{%s,le=\"%s\"} %d\n".formatted(name, labels, Double.toString(bounds[i]), counts[i]));
            }
            out.append("%s_bucket{%s,le=\"+Inf\"} %d\n".formatted(name, labels, count));
            out.append("%s_count{%s} %d\n".formatted(name, labels, count));
            out.append("%s_sum{%s} %s\n".formatted(name, labels, Double.toString(sum)));
        }
    }
}
