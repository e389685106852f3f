package dev.windrose.placement.fit;

/**
 * Speed from data sheets. Each step of decoding reads the weights that the batch works with and the cache of every
 * sequence of it, or multiplies, whichever takes longer; a prompt multiplies:
 *
 * <pre>
 * step  = max((weights read + cache read) / (bandwidth * 0.6), 2 * parameters * batch / (FLOPS * 0.5)) / (GPUs * together)
 * fill  = 2 * parameters * prompt tokens / (FLOPS * 0.5) / (GPUs * together)
 * ttft  = fill * (1 + 0.5 * (1 - 1 / batch)) + step     others are before it half of the time (M/D/1), if there are any
 * tpot  = step + 0.5 * (batch - 1) * fill / answer tokens     half of the others' fills is hidden behind decoding
 * </pre>
 *
 * The shares 0.6, 0.5 and 0.5 were fitted to a few published measurements, which {@code RooflineTest} names with the error
 * found. Pure.
 */
final class Roofline {
    private static final double BANDWIDTH_REACHED = 0.6;
    private static final double COMPUTE_REACHED = 0.5;
    private static final double FILLS_SEEN = 0.5;
    private static final double WAITING = 0.5;

    /** Whole GPUs with links, 16 bits or FP8: what the published measurements lie within. */
    private static final int SURE = 35;
    /** Slices, PCIe between GPUs, weights that are unpacked first: nothing was compared. */
    private static final int LESS_SURE = 50;

    private Roofline() {}

    static SpeedEstimate.Known estimate(
            ModelFacts facts, ModelDemand model, GpuSpeed gpu, Parallelism over, Traffic traffic) {
        double step = step(facts, model, gpu, over, traffic);
        double fill = fill(facts, model, gpu, over, traffic);
        double between = step + FILLS_SEEN * (traffic.concurrency() - 1) * fill / traffic.answerTokens();
        double round = traffic.answerTokens() * step + FILLS_SEEN * traffic.concurrency() * fill;
        return new SpeedEstimate.Known(
                (double) traffic.concurrency() * traffic.answerTokens() / round,
                1_000 * (fill * (1 + WAITING * (1 - 1.0 / traffic.concurrency())) + step),
                1_000 * between,
                uncertainty(facts, model, gpu, over),
                SpeedEstimate.Provenance.ROOFLINE,
                gpu.source(),
                traffic);
    }

    private static int uncertainty(ModelFacts facts, ModelDemand model, GpuSpeed gpu, Parallelism over) {
        Quantization stored = facts.size().effective(model.quantization());
        boolean plain = stored == Quantization.NONE || stored == Quantization.FP8;
        boolean near = over.gpus() == 1 || gpu.linked();
        return plain && near && !gpu.part() ? SURE : LESS_SURE;
    }

    /** Seconds of one step. */
    private static double step(ModelFacts facts, ModelDemand model, GpuSpeed gpu, Parallelism over, Traffic traffic) {
        ModelSize size = facts.size();
        double weights = size.bytes(model.quantization()) * size.read(traffic.concurrency()) / size.parameters();
        double seen = traffic.promptTokens() + traffic.answerTokens() / 2.0;
        double cache = facts.attention().valuesRead(seen, traffic.concurrency())
                * model.serving().cacheBytes();
        double ranks = ranks(gpu, over);
        double cacheRanks = ranks * facts.attention().share(over.tensor()) / over.tensor();
        double memory = (weights / ranks + cache / cacheRanks) / (gpu.bandwidth() * BANDWIDTH_REACHED);
        double compute = 2 * size.multiplied() * traffic.concurrency() / (flops(facts, model, gpu) * ranks);
        return Math.max(memory, compute);
    }

    /** Seconds until the prompt of one request is read in. */
    private static double fill(ModelFacts facts, ModelDemand model, GpuSpeed gpu, Parallelism over, Traffic traffic) {
        return 2 * facts.size().multiplied() * traffic.promptTokens() / (flops(facts, model, gpu) * ranks(gpu, over));
    }

    private static double flops(ModelFacts facts, ModelDemand model, GpuSpeed gpu) {
        return gpu.compute(facts.size().effective(model.quantization())) * COMPUTE_REACHED;
    }

    /** GPUs that work at once: stages of a pipeline take turns on one request. */
    private static double ranks(GpuSpeed gpu, Parallelism over) {
        return over.tensor() * gpu.togetherness(over.tensor());
    }
}
