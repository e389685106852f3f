package dev.windrose.placement.optimum;

/** Picks from unordered prices without sorting them. */
final class Quantile {
    private Quantile() {}

    /**
     * The least price at which all that is no dearer gives {@code wanted} in all; infinite when it never does. Changes the
     * order within the arrays.
     */
    static double of(double[] at, double[] gives, int size, double wanted) {
        int from = 0;
        int to = size;
        double missing = wanted;
        while (from < to) {
            double pivot = at[from + (to - from) / 2];
            int less = partition(at, gives, from, to, pivot, false);
            int equal = partition(at, gives, less, to, pivot, true);
            double below = sum(gives, from, less);
            double within = sum(gives, less, equal);
            if (missing <= below) {
                to = less;
            } else if (missing <= below + within || equal == from) {
                return pivot;
            } else {
                missing -= below + within;
                from = equal;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static int partition(double[] at, double[] gives, int from, int to, double pivot, boolean equal) {
        int end = from;
        for (int i = from; i < to; i++) {
            if (equal ? at[i] == pivot : at[i] < pivot) {
                swap(at, i, end);
                swap(gives, i, end);
                end++;
            }
        }
        return end;
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static void swap(double[] values, int one, int other) {
        double value = values[one];
        values[one] = values[other];
        values[other] = value;
    }
}
