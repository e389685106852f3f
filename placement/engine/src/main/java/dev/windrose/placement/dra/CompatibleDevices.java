package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many of some devices can be had at once, where they take of the same counters: each may be free and yet not all.
 * A depth-first search over each group of devices that share counter sets (one physical GPU, as drivers cut them), with
 * a bound by what the scarcest counter allows and a limit on its steps.
 */
final class CompatibleDevices {
    /** Steps of one group's search; the cuts of a GPU need some dozens. */
    private static final int STEPS = 20_000;

    private static final int DEEPEST = 1_024;

    /**
     * The answer.
     *
     * @param count so many surely
     * @param most whether it is the maximum; otherwise the search was given up
     */
    record Answer(int count, boolean most) {}

    private final List<DeviceFacts> devices;
    private final Counters counters;
    private int best;
    private int steps = STEPS;

    private CompatibleDevices(List<DeviceFacts> devices, Counters counters) {
        this.devices = devices;
        this.counters = counters;
    }

    /** @param counters is given back as it was */
    static Answer most(Collection<DeviceFacts> devices, Counters counters) {
        int count = 0;
        boolean most = true;
        for (List<DeviceFacts> group : groups(devices)) {
            var search = new CompatibleDevices(group, counters);
            boolean plain = group.getFirst().consumes().isEmpty();
            if (plain) {
                count += group.size();
            } else {
                most &= group.size() <= DEEPEST;
                search.search(0, 0);
                count += search.best;
                most &= search.steps > 0;
            }
        }
        return new Answer(count, most);
    }

    private void search(int index, int chosen) {
        best = Math.max(best, chosen);
        if (index == Math.min(devices.size(), DEEPEST) || steps <= 0 || chosen + bound(index) <= best) {
            return;
        }
        steps--;
        DeviceFacts device = devices.get(index);
        if (counters.fits(device)) {
            counters.take(device);
            search(index + 1, chosen + 1);
            counters.give(device);
        }
        search(index + 1, chosen);
    }

    private record Counter(String set, String name) {}

    /** More cannot be had of the rest: each counter, with the smallest need of it, allows so many. */
    private int bound(int index) {
        Map<Counter, BigDecimal> least = new HashMap<>();
        Map<Counter, Integer> users = new HashMap<>();
        int rest = 0;
        for (DeviceFacts device : devices.subList(index, devices.size())) {
            if (!counters.fits(device)) {
                continue;
            }
            rest++;
            for (DeviceFacts.CounterUse use : device.consumes()) {
                use.counters().forEach((name, need) -> {
                    if (need.signum() > 0) {
                        least.merge(new Counter(use.set(), name), need, BigDecimal::min);
                        users.merge(new Counter(use.set(), name), 1, Integer::sum);
                    }
                });
            }
        }
        int most = rest;
        for (Map.Entry<Counter, BigDecimal> need : least.entrySet()) {
            Counter counter = need.getKey();
            BigDecimal allowed = counters.left(counter.set(), counter.name())
                    .divide(need.getValue(), 0, RoundingMode.FLOOR)
                    .min(BigDecimal.valueOf(users.get(counter)));
            most = Math.min(most, rest - users.get(counter) + allowed.intValue());
        }
        return most;
    }

    /** Devices that share a counter set, directly or by others, in one group; those without counters in another. */
    private static List<List<DeviceFacts>> groups(Collection<DeviceFacts> devices) {
        Map<String, List<DeviceFacts>> bySet = new HashMap<>();
        List<List<DeviceFacts>> groups = new ArrayList<>();
        for (DeviceFacts device : devices) {
            List<DeviceFacts> joined = new ArrayList<>();
            List<String> sets = device.consumes().isEmpty()
                    ? List.of("")
                    : device.consumes().stream()
                            .map(DeviceFacts.CounterUse::set)
                            .distinct()
                            .toList();
            for (String set : sets) {
                List<DeviceFacts> other = bySet.get(set);
                if (other != null && other != joined) {
                    groups.removeIf(group -> group == other);
                    joined.addAll(other);
                    bySet.replaceAll((_, group) -> group == other ? joined : group);
                }
            }
            joined.add(device);
            sets.forEach(set -> bySet.put(set, joined));
            groups.add(joined);
        }
        return groups;
    }
}
