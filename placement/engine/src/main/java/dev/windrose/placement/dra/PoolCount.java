package dev.windrose.placement.dra;

import dev.windrose.placement.dra.CounterTable.Cut;
import dev.windrose.placement.inventory.WorkloadUid;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Counts the devices of one known pool. */
final class PoolCount {
    private static final int MOST_UNITS = 10_000;

    private final Pools.Pool.Known pool;
    private final Map<String, List<Holdings.Held>> held;
    private final Predicate<DeviceFacts> tainted;
    private final CounterTable table;
    private final long[] all;
    private final long[] left;
    private final Map<String, Cut> cuts = new HashMap<>();
    private final Map<String, Set<String>> heldTypes = new HashMap<>();
    private final List<String> riddles = new ArrayList<>();

    PoolCount(Pools.Pool.Known pool, Map<String, List<Holdings.Held>> held, List<TaintRuleFacts> rules) {
        this.pool = pool;
        this.held = held;
        this.tainted = device -> device.taints().stream().anyMatch(DeviceTaint::keepsOff)
                || rules.stream().anyMatch(rule -> rule.taint().keepsOff() && rule.matches(pool.key(), device.name()));
        this.table = new CounterTable(
                pool.counterSets(),
                pool.members().stream().map(Pools.Member::device).toList());
        this.all = table.all();
        this.left = table.all();
        riddles.addAll(pool.riddles());
        Set<String> names = new HashSet<>();
        boolean lacks = false;
        for (Pools.Member member : pool.members()) {
            DeviceFacts device = member.device();
            Cut cut = table.cut(device);
            cuts.put(device.name(), cut);
            lacks |= cut.lacks();
            names.add(device.name());
            riddles.addAll(device.riddles());
            if (isHeld(device)) {
                cut.take(left, 1);
                device.physical()
                        .ifPresent(gpu -> heldTypes
                                .computeIfAbsent(gpu, _ -> new HashSet<>())
                                .add(device.attribute("type")));
            }
        }
        puzzle(names, rules, lacks);
    }

    private void puzzle(Set<String> names, List<TaintRuleFacts> rules, boolean lacks) {
        if (lacks) {
            riddles.add("a device takes of counters that the pool does not have");
        }
        if (Arrays.stream(left).anyMatch(units -> units < 0)) {
            riddles.add("claims hold more of the shared counters than there are");
        }
        if (!pool.counterSets().isEmpty() && !names.containsAll(held.keySet())) {
            riddles.add(
                    "a claim holds a device that the pool no longer lists, and what it takes of the counters is unknown");
        }
        rules.stream()
                .filter(rule -> rule.riddle()
                        && rule.taint().keepsOff()
                        && pool.members().stream()
                                .anyMatch(
                                        m -> rule.matches(pool.key(), m.device().name())))
                .forEach(rule -> riddles.add("DeviceTaintRule " + rule.name() + " selects by more than names"));
    }

    /** Why the count is not to be relied on; empty when it is. */
    List<String> riddles() {
        return riddles.stream().distinct().sorted().toList();
    }

    private boolean isHeld(DeviceFacts device) {
        return held.containsKey(device.name());
    }

    /** Whether the same GPU is held in another form: as slices, or by a virtual machine. */
    private boolean heldOtherwise(DeviceFacts device) {
        return device.physical()
                .map(gpu -> heldTypes.getOrDefault(gpu, Set.of()))
                .filter(types -> types.stream().anyMatch(type -> !type.equals(device.attribute("type"))))
                .isPresent();
    }

    /** @param devices of one kind */
    Tally count(List<DeviceFacts> devices, boolean shareable) {
        return shareable ? shared(devices) : exclusive(devices);
    }

    private Tally exclusive(List<DeviceFacts> devices) {
        var capacity = most(devices, _ -> true, all);
        var open = most(devices, d -> isHeld(d) || !tainted.test(d), all);
        var free = most(devices, d -> !isHeld(d) && !tainted.test(d) && !heldOtherwise(d), left);
        SortedMap<WorkloadUid, Integer> ours = ours(devices);
        int used = ours.values().stream().mapToInt(Integer::intValue).sum();
        int byOthers = allocations(devices) - used;
        int foreign = Math.max(byOthers, open.count() - free.count() - used);
        return new Tally(capacity.count(), free.count(), ours, foreign, capacity.most() && open.most() && free.most());
    }

    private CompatibleDevices.Answer most(List<DeviceFacts> devices, Predicate<DeviceFacts> which, long[] counters) {
        return CompatibleDevices.most(
                devices.stream().filter(which).map(this::cut).toList(), counters);
    }

    private Cut cut(DeviceFacts device) {
        return Objects.requireNonNull(cuts.get(device.name()));
    }

    private int allocations(List<DeviceFacts> devices) {
        return devices.stream()
                .mapToInt(d -> held.getOrDefault(d.name(), List.of()).size())
                .sum();
    }

    private SortedMap<WorkloadUid, Integer> ours(List<DeviceFacts> devices) {
        SortedMap<WorkloadUid, Integer> ours = new TreeMap<>();
        for (DeviceFacts device : devices) {
            for (Holdings.Held one : held.getOrDefault(device.name(), List.of())) {
                one.owner().ifPresent(uid -> ours.merge(uid, 1, Integer::sum));
            }
        }
        return ours;
    }

    /** Units of a shared device are requests that name no amount: as many as fit. */
    private Tally shared(List<DeviceFacts> devices) {
        int capacity = 0;
        int open = 0;
        int free = 0;
        for (DeviceFacts device : devices) {
            int units = units(device, List.of());
            boolean usable = !tainted.test(device)
                    && !heldOtherwise(device)
                    && (isHeld(device) || cut(device).fits(left));
            capacity += units;
            open += usable || isHeld(device) ? units : 0;
            free += usable ? units(device, held.getOrDefault(device.name(), List.of())) : 0;
        }
        SortedMap<WorkloadUid, Integer> ours = ours(devices);
        int used = ours.values().stream().mapToInt(Integer::intValue).sum();
        // Several that take of the same counters while none is held: not counted jointly, hence not exact.
        boolean exact = devices.stream().allMatch(d -> d.consumes().isEmpty() || isHeld(d));
        return new Tally(capacity, free, ours, Math.max(0, open - free - used), exact);
    }

    private static int units(DeviceFacts device, List<Holdings.Held> holders) {
        int least = MOST_UNITS;
        for (Map.Entry<String, DeviceFacts.Capacity> capacity :
                device.capacities().entrySet()) {
            BigDecimal whole = capacity.getValue().value();
            BigDecimal taken = capacity.getValue().policy().taken(whole).orElse(whole.add(BigDecimal.ONE));
            BigDecimal rest = whole;
            for (Holdings.Held holder : holders) {
                // An allocation that does not say what it consumes may have all of it.
                rest = rest.subtract(holder.consumed().getOrDefault(capacity.getKey(), whole));
            }
            if (taken.signum() > 0) {
                BigDecimal fits = rest.max(BigDecimal.ZERO).divide(taken, 0, RoundingMode.FLOOR);
                least = Math.min(least, fits.min(BigDecimal.valueOf(MOST_UNITS)).intValue());
            }
        }
        // Nothing bounds it: it can be had, and how often is unknown.
        return least == MOST_UNITS ? 1 : least;
    }
}
