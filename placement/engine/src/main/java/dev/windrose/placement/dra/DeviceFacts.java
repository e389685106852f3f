package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One device of a ResourceSlice.
 *
 * @param attributes by name without the driver's domain; values as text
 * @param capacities by name without the driver's domain; bytes, or counts
 * @param consumes what an allocation of it takes of the pool's counter sets
 * @param shareable {@code allowMultipleAllocations}
 * @param reach of its own; {@link Reach.PerDevice} where the slice says it for all
 * @param riddles what of it this version does not understand and what may limit its use
 */
public record DeviceFacts(
        String name,
        Map<String, String> attributes,
        Map<String, Capacity> capacities,
        List<CounterUse> consumes,
        boolean shareable,
        Reach reach,
        List<DeviceTaint> taints,
        List<String> riddles) {

    /** So much of something, and how requests take of it. */
    public record Capacity(BigDecimal value, RequestPolicy policy) {}

    /** What a device takes of one counter set. */
    public record CounterUse(String set, Map<String, BigDecimal> counters) {
        public CounterUse {
            counters = Map.copyOf(counters);
        }
    }

    public DeviceFacts {
        attributes = Map.copyOf(attributes);
        capacities = Map.copyOf(capacities);
        consumes = List.copyOf(consumes);
        taints = List.copyOf(taints);
        riddles = List.copyOf(riddles);
    }

    String attribute(String key) {
        return attributes.getOrDefault(key, "");
    }

    /** The GPU that the device is or is cut from; empty when it does not say. */
    Optional<String> physical() {
        String parent = attribute("parentUUID");
        String own = parent.isEmpty() ? attribute("uuid") : parent;
        return own.isEmpty() ? Optional.empty() : Optional.of(own);
    }
}
