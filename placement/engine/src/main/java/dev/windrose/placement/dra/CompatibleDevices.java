package dev.windrose.placement.dra;

import dev.windrose.placement.dra.CounterTable.Cut;
import java.util.ArrayList;
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

    private final List<Cut> devices;
    private final long[] left;
    private int best;
    private int steps = STEPS;

    private CompatibleDevices(List<Cut> devices, long[] left) {
        this.devices = devices;
        this.left = left;
    }

    /** @param left what there is of each counter; unchanged afterwards */
    static Answer most(List<Cut> devices, long[] left) {
        Map<String, List<Cut>> groups = new TreeMap<>();
        int count = 0;
        for (Cut device : devices) {
            if (device.plain()) {
                count += device.lacks() ? 0 : 1;
            } else if (device.fits(left)) {
                groups.computeIfAbsent(device.group(), _ -> new ArrayList<>()).add(device);
            }
        }
        boolean most = true;
        for (List<Cut> group : groups.values()) {
            var search = new CompatibleDevices(group, left);
            search.search(0, 0);
            count += search.best;
            most &= search.steps > 0 && group.size() <= DEEPEST;
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
        Cut device = devices.get(index);
        if (device.fits(left)) {
            device.take(left, 1);
            search(index + 1, chosen + 1);
            device.take(left, -1);
        }
        search(index + 1, chosen);
    }

    /** More cannot be had of the rest: each counter, with the smallest need of it, allows so many. */
    private int bound(int index) {
        long[] least = new long[left.length];
        int[] users = new int[left.length];
        int rest = 0;
        for (Cut device : devices.subList(index, devices.size())) {
            if (device.fits(left)) {
                rest++;
                device.note(least, users);
            }
        }
        int most = rest;
        for (int i = 0; i < left.length; i++) {
            if (users[i] > 0) {
                long allowed = Math.min(users[i], left[i] / least[i]);
                most = Math.min(most, Math.toIntExact(rest - users[i] + allowed));
            }
        }
        return most;
    }
}
