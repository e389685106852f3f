package dev.windrose.placement.fit;

import java.util.Locale;
import java.util.Optional;

/**
 * How weights are stored. The bits count what a weight really takes, scales and zero points included: a group of 128
 * weights carries a 16-bit scale, with AWQ and GPTQ a zero point as well; MXFP4 has an 8-bit scale for 32 weights (OCP
 * Microscaling Formats 1.0, section 5.2). Embeddings and the output head stay in 16 bits wherever the linear layers are
 * quantised, but for the GGUF mixes, which quantise all: their bits are those of llama.cpp's table of whole files
 * (tools/quantize/README.md, Llama 3.1 8B).
 */
public enum Quantization {
    NONE(16.0),
    FP8(8.0),
    INT8(8.0),
    INT4(4.0 + 16.0 / 128),
    AWQ(4.0 + 20.0 / 128),
    GPTQ(4.0 + 20.0 / 128),
    MXFP4(4.0 + 8.0 / 32),
    GGUF_Q8_0(8.5008),
    GGUF_Q6_K(6.5633),
    GGUF_Q5_K_M(5.7036),
    GGUF_Q4_K_M(4.8944),
    GGUF_Q3_K_M(3.9960),
    GGUF_Q2_K(3.1593);

    private final double bitsPerWeight;

    Quantization(double bitsPerWeight) {
        this.bitsPerWeight = bitsPerWeight;
    }

    double bytesPerWeight() {
        return bitsPerWeight / 8;
    }

    /** Whether embeddings and output head are quantised as the rest is. */
    boolean quantisesAll() {
        return name().startsWith("GGUF_");
    }

    /** Whether the GPU multiplies in this form; the others are unpacked to 16 bits first. */
    boolean computesInEightBits() {
        return this == FP8;
    }

    /** Reads the manifest's spelling ({@code none}, {@code fp8}, {@code awq} …); empty when it names none of ours. */
    public static Optional<Quantization> parse(String text) {
        for (Quantization each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
