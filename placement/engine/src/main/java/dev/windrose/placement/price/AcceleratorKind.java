package dev.windrose.placement.price;

/** What sort of device an instance carries. Only {@link #GPU} runs an ordinary CUDA or ROCm image. */
public enum AcceleratorKind {
    /** A graphics processor by NVIDIA or AMD. */
    GPU,
    /** AWS Trainium or Inferentia, programmed through the Neuron SDK. */
    NEURON,
    /** Intel Gaudi (Habana). */
    GAUDI,
    /** A programmable card; no inference engine that Windrose knows runs on it. */
    FPGA
}
