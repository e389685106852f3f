package dev.windrose.placement.fit;

/**
 * What an engine takes beside weights and cache, and how it divides a model.
 *
 * <p>vLLM: 0.6 GiB outside of PyTorch and 1.7 GiB for activations and CUDA graphs (KAITO, pkg/utils/consts, its
 * estimator), within {@code --gpu-memory-utilization} 0.9 (Engine Arguments). SGLang: {@code --mem-fraction-static}
 * covers weights and cache only and is 0.83 to 0.9 by GPU; what is left holds activations and graphs (Server
 * Arguments, Hyperparameter Tuning); counted as vLLM's. TensorRT-LLM: {@code free_gpu_memory_fraction} 0.9 of what
 * weights leave (KV cache system page); counted stricter, of all. llama.cpp: no fraction, a compute buffer for batches
 * of 512 and the CUDA context; deals layers, not heads, to GPUs ({@code --split-mode layer}, its default).
 */
public enum EngineKind {
    VLLM(0.9, 2356, false),
    SGLANG(0.9, 2356, false),
    TRTLLM(0.9, 2356, false),
    LLAMACPP(0.98, 1536, true),
    /** Somebody's own image: counted as vLLM. */
    CUSTOM(0.9, 2356, false);

    /** Encoders run without CUDA graphs and with small activations. */
    private static final long EMBEDDING_MIB = 1229;

    private final double utilisation;
    private final long baseMiB;
    private final boolean byLayers;

    EngineKind(double utilisation, long baseMiB, boolean byLayers) {
        this.utilisation = utilisation;
        this.baseMiB = baseMiB;
        this.byLayers = byLayers;
    }

    /** The share of a GPU's memory that it may take where nobody says otherwise. */
    public double utilisation() {
        return utilisation;
    }

    long baseMiB(boolean embedding) {
        return embedding ? Math.min(EMBEDDING_MIB, baseMiB) : baseMiB;
    }

    /** How it uses so many GPUs of one node. */
    Parallelism over(int gpus) {
        return byLayers ? new Parallelism(1, gpus) : new Parallelism(gpus, 1);
    }
}
