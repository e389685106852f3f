package dev.windrose.placement;

import java.util.Optional;

/**
 * A ceiling over all workloads of one namespace. It stops what is new or dearer, never what runs.
 *
 * @param name of the Budget object, for reasons
 * @param maxHourlyCost most that all placed replicas may cost by allocated price, US dollars per hour; empty: no ceiling
 * @param maxGpus most GPUs that all placed replicas may have; empty: no ceiling
 */
public record Budget(String namespace, String name, Optional<Money> maxHourlyCost, Optional<Integer> maxGpus) {
    public Budget {
        if (namespace.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("A budget needs a namespace and a name.");
        }
        if (maxHourlyCost.filter(most -> most.micros() < 0).isPresent()) {
            throw new IllegalArgumentException(
                    "maxHourlyCost (%s) must not be negative.".formatted(maxHourlyCost.get()));
        }
        if (maxGpus.filter(most -> most < 0).isPresent()) {
            throw new IllegalArgumentException("maxGpus (%d) must not be negative.".formatted(maxGpus.get()));
        }
    }

    /** {@code namespace/name}. */
    public String text() {
        return namespace + "/" + name;
    }
}
