package dev.windrose.placement.fit;

/**
 * What one GPU, or one MIG slice of it, can do by its maker's data sheet.
 *
 * @param bandwidth bytes a second of the memory
 * @param sixteenBit multiplications and additions a second, dense, in 16 bits
 * @param eightBit the same in FP8; that of 16 bits where there is no such form
 * @param linked whether GPUs of a node talk by more than PCIe
 * @param part whether it is a slice of a GPU
 * @param source where the figures stand
 */
public record GpuSpeed(
        double bandwidth, double sixteenBit, double eightBit, boolean linked, boolean part, String source) {
    /**
     * What {@code ranks} of them reach of the sum: they wait for each other in every layer. Links as AI Runway counts
     * (1, 0.85, 0.75 for 1, 2, 4 GPUs), carried on to 8; for PCIe it is our inference, and estimates say so by their
     * uncertainty.
     */
    double togetherness(int ranks) {
        double lostByDoubling = linked ? 0.13 : 0.26;
        double doublings = Math.log(ranks) / Math.log(2);
        return Math.pow(1 - lostByDoubling, doublings);
    }

    double compute(Quantization stored) {
        return stored.computesInEightBits() ? eightBit : sixteenBit;
    }
}
