package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** What is left of a pool's shared counters. A set or counter that the pool does not have has nothing left. */
final class Counters {
    private final Map<String, Map<String, BigDecimal>> left = new HashMap<>();

    Counters(Map<String, Map<String, BigDecimal>> sets) {
        sets.forEach((name, counters) -> left.put(name, new HashMap<>(counters)));
    }

    /** Whether a counter that the device needs is missing from the pool. */
    boolean lacks(DeviceFacts device) {
        return device.consumes().stream()
                .anyMatch(use -> !left.getOrDefault(use.set(), Map.of())
                        .keySet()
                        .containsAll(use.counters().keySet()));
    }

    boolean fits(DeviceFacts device) {
        return device.consumes().stream()
                .allMatch(use -> use.counters().entrySet().stream()
                        .allMatch(need -> left(use.set(), need.getKey()).compareTo(need.getValue()) >= 0));
    }

    void take(DeviceFacts device) {
        change(device, false);
    }

    void give(DeviceFacts device) {
        change(device, true);
    }

    /** A missing counter is below every need. */
    BigDecimal left(String set, String counter) {
        return left.getOrDefault(set, Map.of()).getOrDefault(counter, BigDecimal.ONE.negate());
    }

    boolean overdrawn() {
        return left.values().stream().flatMap(set -> set.values().stream()).anyMatch(value -> value.signum() < 0);
    }

    private void change(DeviceFacts device, boolean back) {
        for (DeviceFacts.CounterUse use : device.consumes()) {
            Map<String, BigDecimal> set = left.get(use.set());
            if (set != null) {
                use.counters()
                        .forEach((counter, amount) -> set.computeIfPresent(
                                counter, (_, value) -> back ? value.add(amount) : value.subtract(amount)));
            }
        }
    }
}
