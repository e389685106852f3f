package dev.windrose.placement.optimum;

import java.util.HashMap;
import java.util.Map;

/**
 * Prices of the limits, whole numbers with the sign that a proof needs: what one more unit of a row's limit changes, never
 * above 0. In millionths of a millionth of a dollar. Any such numbers prove something; good ones prove much.
 *
 * @param rows by row of the model, at most 0
 * @param unplaced by priority, for a thousandth of a replica that may stay unplaced; at most 0
 */
record Duals(long[] rows, long[] unplaced) {
    /** No term of a reduced cost may be larger: a dozen of them stay within a long. */
    static final double MOST_TERM = 2e17;

    static Duals none(Model model) {
        return new Duals(new long[model.rows.size()], new long[model.levels()]);
    }

    /** Those of a proof, as far as its limits are still there and anything is in them. */
    static Duals of(Proof proof, Model model, double[] largestWeights) {
        Map<RowName, Long> known = new HashMap<>();
        proof.limits().forEach(each -> known.put(each.limit(), each.pico()));
        Duals duals = none(model);
        for (int row = 0; row < duals.rows.length; row++) {
            long price = largestWeights[row] > 0 ? known.getOrDefault(model.rows.name(row), 0L) : 0;
            duals.rows[row] = clip(price, largestWeights[row]);
        }
        for (int level = 0; level < duals.unplaced.length; level++) {
            duals.unplaced[level] = clip(proof.unplaced().getOrDefault(model.priorities[level], 0L), Model.UNIT);
        }
        return duals;
    }

    /** Clips to sign and size. {@code scaled} is in the unit of the price; what is no number counts as 0. */
    static long clip(double scaled, double largestWeight) {
        return Double.isNaN(scaled) || scaled >= 0
                ? 0
                : -Math.round(Math.min(-scaled, MOST_TERM / Math.max(1, largestWeight)));
    }
}
