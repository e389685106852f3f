package dev.windrose.placement.fit;

import java.util.Locale;
import java.util.Optional;

/**
 * How weights are stored. The bits count what a weight really takes, scales and zero points included: a group of 128
 * weights carries a 16-bit scale, with AWQ and GPTQ a zero point as well. Embeddings and the output head stay in 16
 * bits wherever the linear layers are quantised.
 */
public enum Quantization {
    NONE(16.0),
    FP8(8.0),
    INT8(8.0),
    INT4(4.0 + 16.0 / 128),
    AWQ(4.0 + 20.0 / 128),
    GPTQ(4.0 + 20.0 / 128);

    private final double bitsPerWeight;

    Quantization(double bitsPerWeight) {
        this.bitsPerWeight = bitsPerWeight;
    }

    double bytesPerWeight() {
        return bitsPerWeight / 8;
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
