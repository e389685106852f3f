package dev.windrose.placement.lp;

/**
 * A linear programme that grows: minimise the cost of the columns, each at least 0, with every row between its limits.
 * What was solved before is where the next solve starts, where the solver can do so. Not for use by two threads.
 */
public interface LpSession extends AutoCloseable {
    /** Adds a row, empty so far; infinite limits are none. Returns its index, counted from 0. */
    int addRow(double least, double most);

    /**
     * Adds a column with its entries in rows that are there already, each row at most once. Returns its index, counted
     * from 0.
     *
     * @param most its upper limit; infinite: none
     * @param entries how many of {@code rows} and {@code weights} count
     */
    int addColumn(double cost, double most, int[] rows, double[] weights, int entries);

    void cost(int column, double cost);

    void limits(int row, double least, double most);

    /** Sets the upper limit of a column. */
    void most(int column, double most);

    /** Solves what is there, as far as the effort allows. */
    LpOutcome solve(LpEffort effort);

    @Override
    void close();
}
