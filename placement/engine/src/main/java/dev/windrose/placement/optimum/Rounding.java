package dev.windrose.placement.optimum;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Makes whole replicas of parts: what is whole first, then the largest remainders, as far as the limits allow. */
final class Rounding {
    private static final double WHOLE = 1e-6;

    private final Model model;

    Rounding(Model model) {
        this.model = model;
    }

    Draft round(double[] parts) {
        Draft draft = new Draft(model);
        int[] classes = IntStream.range(0, model.classes())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(w -> model.level[w]).thenComparing(w -> w))
                .mapToInt(w -> w)
                .toArray();
        for (int w : classes) {
            for (int column = model.start[w]; column < model.start[w + 1]; column++) {
                put(draft, column, (int) Math.floor(parts[column] + WHOLE));
            }
        }
        for (int w : classes) {
            IntStream.range(model.start[w], model.start[w + 1])
                    .filter(column -> remainder(parts[column]) > WHOLE)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(column -> -remainder(parts[column]))
                            .thenComparing(column -> column))
                    .forEach(column -> put(draft, column, 1));
        }
        return draft;
    }

    private static double remainder(double part) {
        return part - Math.floor(part + WHOLE);
    }

    private static void put(Draft draft, int column, int wished) {
        if (wished > 0) {
            int count = Math.min(wished, Math.min(draft.room(column), draft.wanted(column)));
            if (count > 0) {
                draft.add(column, count);
            }
        }
    }
}
