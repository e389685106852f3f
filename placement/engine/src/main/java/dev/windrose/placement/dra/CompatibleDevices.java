package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
        int rest = Math.min(devices.size(), DEEPEST) - index;
        if (rest == 0 || steps <= 0 || chosen + rest <= best) {
            return;
        }
        // The first way down costs no bound: mostly all fit, and there is nothing to search.
        if (best > chosen && chosen + bound(index) <= best) {
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

    /** The smallest need of a counter among so many devices. */
    private record Need(BigDecimal least, int users) {
        Need with(Need other) {
            return new Need(least.min(other.least), users + other.users);
        }
    }

    /** More cannot be had of the rest: each counter, with the smallest need of it, allows so many. */
    private int bound(int index) {
        Map<Counter, Need> needs = new HashMap<>();
        int rest = 0;
        for (DeviceFacts device : devices.subList(index, devices.size())) {
            if (!counters.fits(device)) {
                continue;
            }
            rest++;
            for (DeviceFacts.CounterUse use : device.consumes()) {
                use.counters().forEach((name, need) -> {
                    if (need.signum() > 0) {
                        needs.merge(new Counter(use.set(), name), new Need(need, 1), Need::with);
                    }
                });
            }
        }
        int most = rest;
        for (Map.Entry<Counter, Need> entry : needs.entrySet()) {
            Need need = entry.getValue();
            BigDecimal allowed = counters.left(
                            entry.getKey().set(), entry.getKey().name())
                    .divide(need.least(), 0, RoundingMode.FLOOR)
                    .min(BigDecimal.valueOf(need.users()));
            most = Math.min(most, rest - need.users() + allowed.intValue());
        }
        return most;
    }

    /** Devices that share a counter set, directly or by others, in one group; those without counters in another. */
    private static Collection<List<DeviceFacts>> groups(Collection<DeviceFacts> devices) {
        Map<String, String> parents = new HashMap<>();
        for (DeviceFacts device : devices) {
            String first = root(parents, set(device, 0));
            for (int i = 1; i < device.consumes().size(); i++) {
                parents.put(root(parents, set(device, i)), first);
            }
        }
        Map<String, List<DeviceFacts>> groups = new TreeMap<>();
        for (DeviceFacts device : devices) {
            groups.computeIfAbsent(root(parents, set(device, 0)), _ -> new ArrayList<>())
                    .add(device);
        }
        return groups.values();
    }

    private static String set(DeviceFacts device, int index) {
        return device.consumes().isEmpty() ? "" : device.consumes().get(index).set();
    }

    private static String root(Map<String, String> parents, String set) {
        String root = set;
        String parent = parents.getOrDefault(root, root);
        while (!parent.equals(root)) {
            root = parent;
            parent = parents.getOrDefault(root, root);
        }
        return root;
    }
}
