package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What some classes may use together, a namespace as a rule. It stops what is new or dearer, never what runs: where the
 * present placement is beyond it, that is the limit.
 *
 * @param classes ids
 * @param hourly most of their allocated prices; empty: no limit
 * @param gpus most GPUs; empty: no limit
 */
public record Budget(String id, SortedSet<String> classes, Optional<Money> hourly, Optional<Integer> gpus) {
    public Budget {
        classes = Collections.unmodifiableSortedSet(new TreeSet<>(classes));
    }

    public static Budget hourly(String id, Set<String> classes, Money ceiling) {
        return new Budget(id, new TreeSet<>(classes), Optional.of(ceiling), Optional.empty());
    }

    public static Budget gpus(String id, Set<String> classes, int quota) {
        return new Budget(id, new TreeSet<>(classes), Optional.empty(), Optional.of(quota));
    }
}
