package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A pool's shared counters and what its devices take of them, as whole numbers by index: the search over ways to cut GPUs
 * asks for them some thousand times.
 */
final class CounterTable {
    private static final int FINEST = 9;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1L << 60);

    private final Map<String, Map<String, Integer>> index = new HashMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private final long[] total;
    private final int scale;

    CounterTable(Map<String, Map<String, BigDecimal>> sets, Collection<DeviceFacts> devices) {
        this.scale = Stream.concat(
                        sets.values().stream(),
                        devices.stream().flatMap(d -> d.consumes().stream()).map(DeviceFacts.CounterUse::counters))
                .flatMap(counters -> counters.values().stream())
                .mapToInt(value -> value.stripTrailingZeros().scale())
                .max()
                .orElse(0);
        this.total = new long[sets.values().stream().mapToInt(Map::size).sum()];
        int next = 0;
        for (Map.Entry<String, Map<String, BigDecimal>> set : sets.entrySet()) {
            Map<String, Integer> names = new HashMap<>();
            for (Map.Entry<String, BigDecimal> counter : set.getValue().entrySet()) {
                names.put(counter.getKey(), next);
                total[next++] = scaled(counter.getValue());
            }
            index.put(set.getKey(), names);
        }
        devices.forEach(this::join);
    }

    /** A number that is too fine or too large to be one is out of reach: nothing fits. */
    private long scaled(BigDecimal value) {
        BigDecimal whole = value.scaleByPowerOfTen(Math.max(0, scale));
        return readable() && whole.abs().compareTo(LARGEST) < 0 ? whole.longValue() : -1;
    }

    private boolean readable() {
        return scale <= FINEST;
    }

    private void join(DeviceFacts device) {
        for (int i = 1; i < device.consumes().size(); i++) {
            parents.put(
                    root(device.consumes().get(i).set()),
                    root(device.consumes().getFirst().set()));
        }
    }

    private String root(String set) {
        String root = set;
        String parent = parents.getOrDefault(root, root);
        while (!parent.equals(root)) {
            root = parent;
            parent = parents.getOrDefault(root, root);
        }
        return root;
    }

    /** All that there is, to be taken from. */
    long[] all() {
        return total.clone();
    }

    Cut cut(DeviceFacts device) {
        int size = device.consumes().stream()
                .mapToInt(use -> use.counters().size())
                .sum();
        int[] counters = new int[size];
        long[] needs = new long[size];
        boolean lacks = false;
        int next = 0;
        for (DeviceFacts.CounterUse use : device.consumes()) {
            for (Map.Entry<String, BigDecimal> need : use.counters().entrySet()) {
                Integer counter = index.getOrDefault(use.set(), Map.of()).get(need.getKey());
                long units = scaled(need.getValue());
                lacks |= counter == null || units < 0 || total[counter] < 0;
                counters[next] = counter == null ? 0 : counter;
                needs[next++] = units;
            }
            lacks |= !index.containsKey(use.set());
        }
        String group = device.consumes().isEmpty()
                ? ""
                : root(device.consumes().getFirst().set());
        return new Cut(device, group, lacks, counters, needs);
    }

    /** A device with what it takes. Devices of one group take of the same counter sets, directly or by others. */
    static final class Cut {
        private final DeviceFacts device;
        private final String group;
        private final boolean lacks;
        private final int[] counters;
        private final long[] needs;

        private Cut(DeviceFacts device, String group, boolean lacks, int[] counters, long[] needs) {
            this.device = device;
            this.group = group;
            this.lacks = lacks;
            this.counters = counters;
            this.needs = needs;
        }

        DeviceFacts device() {
            return device;
        }

        String group() {
            return group;
        }

        /** Whether it takes of a counter that the pool does not have, or of which the number does not read. */
        boolean lacks() {
            return lacks;
        }

        boolean plain() {
            return counters.length == 0;
        }

        boolean fits(long[] left) {
            for (int i = 0; i < counters.length && !lacks; i++) {
                if (left[counters[i]] < needs[i]) {
                    return false;
                }
            }
            return !lacks;
        }

        /** @param times 1 to take, -1 to give back */
        void take(long[] left, int times) {
            if (!lacks) {
                for (int i = 0; i < counters.length; i++) {
                    left[counters[i]] -= times * needs[i];
                }
            }
        }

        /** Notes the smallest need and the number of users of each counter. */
        void note(long[] least, int[] users) {
            for (int i = 0; i < counters.length; i++) {
                if (needs[i] > 0) {
                    int counter = counters[i];
                    least[counter] = users[counter]++ == 0 ? needs[i] : Math.min(least[counter], needs[i]);
                }
            }
        }
    }
}
