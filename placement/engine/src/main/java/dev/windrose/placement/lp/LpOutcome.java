package dev.windrose.placement.lp;

/** What came of a solve. */
public sealed interface LpOutcome {
    /**
     * An answer.
     *
     * @param values of the columns
     * @param duals of the rows: what the cost gains when a row's limit rises by one, so not above 0 where an upper limit holds
     * @param end how far it is from the best; neither values nor duals are exact in any case
     */
    record Solved(double[] values, double[] duals, double cost, End end) implements LpOutcome {}

    /** No answer: the programme has none, or the solver gave up. */
    record Failed(String why) implements LpOutcome {}

    /** Why a solve ended. */
    enum End {
        /** It is the best, within the solver's tolerance. */
        OPTIMAL,
        /** The iterations were used up. */
        ITERATIONS,
        /** The clock ran out. */
        CLOCK
    }
}
