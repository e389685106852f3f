package dev.windrose.placement.fit;

/**
 * How a model is divided among GPUs. Tensor parallelism talks all the time and stays within one node (an NVLink domain);
 * pipeline stages talk once a step.
 *
 * @param tensor ranks that share each layer
 * @param pipeline stages, each with a run of the layers
 */
public record Parallelism(int tensor, int pipeline) {
    public Parallelism {
        if (tensor < 1 || pipeline < 1) {
            throw new IllegalArgumentException(
                    "A model cannot be divided by %d ranks and %d stages: both must be at least 1."
                            .formatted(tensor, pipeline));
        }
    }

    public int gpus() {
        return Math.multiplyExact(tensor, pipeline);
    }

    /** Layers of the fullest stage. */
    int layersOf(int layers) {
        return Math.ceilDiv(layers, pipeline);
    }

    /** Whether the heads can be dealt to the ranks, and every stage has a layer. */
    boolean suits(Attention attention) {
        return attention.splitsOver(tensor) && pipeline <= attention.layers();
    }
}
