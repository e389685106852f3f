package dev.windrose.placement.optimum;

/**
 * How much work a plan may be. All but the last resort are counts, so that equal problems give equal plans.
 *
 * @param rounds of putting columns into the linear programme, in each stage
 * @param iterations of the solver in a round
 * @param trials of exchanging replicas after rounding
 * @param start cheapest places of each class to begin with
 * @param goodEnoughPpm a gap in millionths at which exchanging stops
 */
public record Effort(int rounds, long iterations, long trials, int start, long goodEnoughPpm, LastResort lastResort) {
    public static final Effort DEFAULT = new Effort(60, 200_000, 20_000_000, 20, 100, LastResort.NONE);

    public Effort withLastResort(LastResort clock) {
        return new Effort(rounds, iterations, trials, start, goodEnoughPpm, clock);
    }
}
