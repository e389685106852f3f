package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds what DRA drivers publish: field by field as k8s.io/api resource/v1 types.go has it, attributes and counters as
 * NVIDIA/k8s-dra-driver-gpu names them (type, uuid, parentUUID, profile, productName; capacity memory; counter sets
 * gpu-N-counter-set with memory-slice-i).
 */
public final class Devices {
    public static final String DRIVER = "gpu.nvidia.com";
    static final BigDecimal H100_BYTES = BigDecimal.valueOf(81_559L << 20);
    /** Class gpu.nvidia.com with the name that makes pods get its devices by extended resource (KEP-5004). */
    public static final ClassFacts CLASS = new ClassFacts(
            "gpu.nvidia.com",
            Optional.of("nvidia.com/gpu"),
            List.of("device.driver == 'gpu.nvidia.com' && device.attributes['gpu.nvidia.com'].type == 'gpu'"));

    private Devices() {}

    static BigDecimal n(long value) {
        return BigDecimal.valueOf(value);
    }

    static DeviceFacts.Capacity bytes(BigDecimal value) {
        return new DeviceFacts.Capacity(value, RequestPolicy.NONE);
    }

    /** A whole H100 without counters. */
    public static DeviceFacts gpu(String name) {
        return new DeviceFacts(
                name,
                Map.of("type", "gpu", "productName", "NVIDIA H100 80GB HBM3", "uuid", "GPU-" + name),
                Map.of("memory", bytes(H100_BYTES)),
                List.of(),
                false,
                new Reach.PerDevice(),
                List.of(),
                List.of());
    }

    static DeviceFacts with(DeviceFacts device, DeviceTaint... taints) {
        return new DeviceFacts(
                device.name(),
                device.attributes(),
                device.capacities(),
                device.consumes(),
                device.shareable(),
                device.reach(),
                List.of(taints),
                device.riddles());
    }

    static DeviceFacts on(DeviceFacts device, Reach reach) {
        return new DeviceFacts(
                device.name(),
                device.attributes(),
                device.capacities(),
                device.consumes(),
                device.shareable(),
                reach,
                device.taints(),
                device.riddles());
    }

    /** What a partition takes of its GPU: memory slices {@code from} (included) to {@code to} (not), and its SMs. */
    private static DeviceFacts.CounterUse slices(int gpu, int from, int to, int compute) {
        Map<String, BigDecimal> counters = new HashMap<>();
        for (int i = from; i < to; i++) {
            counters.put("memory-slice-" + i, n(1));
        }
        counters.put("multiprocessors", n(16L * compute));
        return new DeviceFacts.CounterUse("gpu-" + gpu + "-counter-set", counters);
    }

    static Map<String, BigDecimal> counterSet() {
        Map<String, BigDecimal> counters = new LinkedHashMap<>();
        for (int i = 0; i < 8; i++) {
            counters.put("memory-slice-" + i, n(1));
        }
        counters.put("multiprocessors", n(112));
        return counters;
    }

    static DeviceFacts cut(int gpu, String name, String profile, int from, int to) {
        boolean whole = profile.isEmpty();
        Map<String, String> attributes = new HashMap<>(Map.of("productName", "NVIDIA H100 80GB HBM3"));
        attributes.put("type", whole ? "gpu" : "mig");
        attributes.put(whole ? "uuid" : "parentUUID", "GPU-" + gpu);
        if (!whole) {
            attributes.put("profile", profile);
        }
        BigDecimal memory =
                whole ? H100_BYTES : BigDecimal.valueOf(9_984L << 20).multiply(n(to - from));
        return new DeviceFacts(
                name,
                attributes,
                Map.of("memory", bytes(memory)),
                List.of(slices(gpu, from, to, whole ? 7 : profile.charAt(0) - '0')),
                false,
                new Reach.PerDevice(),
                List.of(),
                List.of());
    }

    /** An H100 that may be had whole or cut: 1g.10gb in 7 places, 2g.20gb in 3, 3g.40gb in 2 (MIG profiles of the H100). */
    static List<DeviceFacts> partitionable(int gpu) {
        List<DeviceFacts> devices = new ArrayList<>();
        devices.add(cut(gpu, "gpu-" + gpu, "", 0, 8));
        for (int i = 0; i < 7; i++) {
            devices.add(cut(gpu, "gpu-" + gpu + "-mig-1g10gb-" + i, "1g.10gb", i, i + 1));
        }
        for (int i = 0; i < 6; i += 2) {
            devices.add(cut(gpu, "gpu-" + gpu + "-mig-2g20gb-" + i, "2g.20gb", i, i + 2));
        }
        for (int i = 0; i < 8; i += 4) {
            devices.add(cut(gpu, "gpu-" + gpu + "-mig-3g40gb-" + i, "3g.40gb", i, i + 4));
        }
        return devices;
    }

    public static SliceFacts slice(String name, String pool, long generation, long count, List<DeviceFacts> devices) {
        return slice(name, pool, generation, count, new Reach.Node(pool), devices, Map.of());
    }

    static SliceFacts slice(
            String name,
            String pool,
            long generation,
            long count,
            Reach reach,
            List<DeviceFacts> devices,
            Map<String, Map<String, BigDecimal>> counterSets) {
        return new SliceFacts(name, DRIVER, pool, generation, count, reach, devices, counterSets, List.of());
    }

    public static ClaimFacts.Holding holding(String pool, String device) {
        return new ClaimFacts.Holding(DRIVER, pool, device, false, Map.of());
    }

    /** A claim that is allocated and reserved for pods. */
    public static ClaimFacts claim(String name, List<ClaimFacts.Holding> holdings, String... pods) {
        return new ClaimFacts("ns", name, holdings, List.of(pods), false);
    }

    public static DraFacts facts(List<SliceFacts> slices, ClaimFacts... claims) {
        return new DraFacts(slices, List.of(claims), List.of(CLASS), List.of());
    }
}
