package dev.windrose.placement.optimum;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Serves class by class, the higher priority first, each where it costs least. What has no other choice goes first. */
final class Greedy {
    private final Model model;
    /** The price of a replica there, whatever it is made of. */
    private final Price price;

    /** What a column is judged by. */
    interface Price {
        long of(int column);
    }

    Greedy(Model model, Price price) {
        this.model = model;
        this.price = price;
    }

    /** The columns of a class by price for what they give, the cheapest first. */
    int[] order(int w) {
        int from = model.start[w];
        int count = model.start[w + 1] - from;
        double[] byUnit = new double[count];
        for (int i = 0; i < count; i++) {
            byUnit[i] = (double) price.of(from + i) / model.rate[from + i];
        }
        // Equal prices in the order of the columns; many are asked for, so nothing is boxed.
        double[] sorted = byUnit.clone();
        Arrays.sort(sorted);
        int[] taken = new int[count];
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int first = first(sorted, byUnit[i]);
            order[first + taken[first]++] = from + i;
        }
        return order;
    }

    private static int first(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Double.compare(sorted[middle], value) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Classes by priority, then those with fewer places, then by name. */
    int[] classes() {
        return IntStream.range(0, model.classes())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(w -> model.level[w])
                        .thenComparingInt(w -> model.start[w + 1] - model.start[w])
                        .thenComparing(w -> w))
                .mapToInt(w -> w)
                .toArray();
    }

    /** Gives each class what is still missing. */
    void fill(Draft draft) {
        Arrays.stream(classes()).filter(w -> draft.missing(w) > 0).forEach(w -> fill(draft, w));
    }

    void fill(Draft draft, int w) {
        for (int column : order(w)) {
            int count = Math.min(draft.room(column), draft.wanted(column));
            if (count > 0) {
                draft.add(column, count);
            }
            if (draft.missing(w) == 0) {
                return;
            }
        }
    }
}
