package dev.windrose.placement.fit;

/**
 * Routed experts of a mixture: all of them lie in memory, and each token runs through a few of every layer.
 *
 * @param count experts of one layer
 * @param perToken experts that one token runs through
 * @param parameters of all routed experts of all layers; shared ones are not among them
 */
public record Experts(int count, int perToken, long parameters) {
    public Experts {
        if (count < 1 || perToken < 1 || perToken > count || parameters < 0) {
            throw new IllegalArgumentException(
                    "Experts (%d of %d, %d parameters) make no sense.".formatted(perToken, count, parameters));
        }
    }

    /** Parameters that one token does not run through. */
    long idle() {
        return (long) (parameters * (1 - (double) perToken / count));
    }

    /** The expected share of the experts that at least one of a batch of tokens runs through, taken as independent. */
    double touched(int batch) {
        return 1 - Math.pow(1 - (double) perToken / count, batch);
    }
}
