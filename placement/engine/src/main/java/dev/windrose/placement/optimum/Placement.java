package dev.windrose.placement.optimum;

import java.util.Comparator;

/** Replicas of a class in a place. */
public record Placement(String workloads, OptionKey option, int replicas) implements Comparable<Placement> {
    private static final Comparator<Placement> ORDER =
            Comparator.comparing(Placement::workloads).thenComparing(Placement::option);

    @Override
    public int compareTo(Placement other) {
        return ORDER.compare(this, other);
    }
}
