package dev.windrose.placement.dra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Pools of whole, cut and shared GPUs, some incomplete, with claims on what is and what is not there. */
public final class RandomDevices {
    private RandomDevices() {}

    public static DraFacts facts(RandomGenerator random, List<String> nodes) {
        List<SliceFacts> slices = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        for (String node : nodes) {
            slices.addAll(pool(random, node, devices));
        }
        List<ClaimFacts> claims = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            claims.add(claim(random, i, nodes, devices));
        }
        List<TaintRuleFacts> rules = random.nextInt(4) > 0
                ? List.of()
                : List.of(new TaintRuleFacts(
                        "r",
                        random.nextBoolean(),
                        Optional.empty(),
                        Optional.of(nodes.getFirst()),
                        Optional.of("gpu-0"),
                        false,
                        new DeviceTaint("ill", "", "NoSchedule")));
        return new DraFacts(slices, claims, List.of(Devices.CLASS), rules);
    }

    private static List<SliceFacts> pool(RandomGenerator random, String node, List<String> names) {
        int gpus = random.nextInt(1, 4);
        boolean cut = random.nextBoolean();
        List<DeviceFacts> devices = new ArrayList<>();
        Map<String, Map<String, java.math.BigDecimal>> sets = new HashMap<>();
        for (int i = 0; i < gpus; i++) {
            if (cut) {
                devices.addAll(Devices.partitionable(i));
                sets.put("gpu-" + i + "-counter-set", Devices.counterSet());
            } else {
                devices.add(Devices.gpu("gpu-" + i));
            }
        }
        devices.forEach(device -> names.add(device.name()));
        int missing = random.nextInt(5) == 0 ? 1 : 0;
        if (!cut) {
            return List.of(Devices.slice(node + "-s", node, 3, 1 + missing, devices));
        }
        return List.of(
                Devices.slice(node + "-c", node, 3, 2 + missing, new Reach.Node(node), List.of(), sets),
                Devices.slice(node + "-d", node, 3, 2 + missing, devices));
    }

    private static ClaimFacts claim(RandomGenerator random, int i, List<String> nodes, List<String> devices) {
        String device = random.nextInt(8) == 0 ? "gone" : devices.get(random.nextInt(devices.size()));
        var holding = new ClaimFacts.Holding(
                Devices.DRIVER, nodes.get(random.nextInt(nodes.size())), device, random.nextInt(6) == 0, Map.of());
        return new ClaimFacts(
                "ns",
                "c" + i,
                List.of(holding),
                random.nextBoolean() ? List.of("p" + random.nextInt(5)) : List.of(),
                random.nextBoolean());
    }
}
