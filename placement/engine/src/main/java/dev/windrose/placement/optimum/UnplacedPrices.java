package dev.windrose.placement.optimum;

/**
 * What programmes in dollars pay for leaving a replica unplaced: of the lowest priority more than the dearest place, and of
 * each one as much as many of the next lower one, so that one solve does for all of them.
 */
final class UnplacedPrices {
    /** What leaving a replica costs, in dearest places; and how many of the next lower priority one is worth. */
    private static final double DEAR = 10;

    private static final double RATIO = 30;
    private static final double MOST = 1e9;

    private UnplacedPrices() {}

    /** By priority, the highest first; dollars an hour for a replica. */
    static double[] of(Model model) {
        double dearest = 1;
        for (int each = 0; each < model.columns(); each++) {
            dearest = Math.max(dearest, model.cost[each] / 1e3 / model.rate[each]);
        }
        double[] prices = new double[model.levels()];
        for (int level = 0; level < prices.length; level++) {
            prices[level] = Math.min(MOST, DEAR * dearest * Math.pow(RATIO, prices.length - 1 - level));
        }
        return prices;
    }
}
