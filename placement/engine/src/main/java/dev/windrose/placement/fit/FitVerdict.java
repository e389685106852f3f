package dev.windrose.placement.fit;

/** Whether a model fits into the GPUs of one node. */
public sealed interface FitVerdict {
    /** It fits into this many GPUs of the node. */
    record Fits(MemoryNeed need) implements FitVerdict {}

    /**
     * It does not fit; {@code need} is what each GPU would have to hold with the most GPUs that may be used.
     *
     * @param detail values and what could be done
     */
    record TooLarge(MemoryNeed need, String detail) implements FitVerdict {}

    /** Nobody knows the model's size. */
    record ModelUnknown(String detail) implements FitVerdict {}
}
