package dev.windrose.placement.inventory;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * GPUs that KAI (NVIDIA/KAI-Scheduler, and Run:ai before it) gives out in parts. A pod that gets a part requests no
 * {@code nvidia.com/gpu}: its annotations say {@code gpu-fraction} or {@code gpu-memory} (MiB), each of
 * {@code gpu-fraction-num-devices} GPUs, and a pod of KAI in a namespace of its own holds the whole GPU. So the parts are
 * counted from annotations, and the GPU is gone from the whole ones even where that pod is not there (yet).
 */
final class KaiShares {
    static final String FRACTION = "gpu-fraction";
    static final String MEMORY = "gpu-memory";
    static final String DEVICES = "gpu-fraction-num-devices";
    /** A label of pods that share GPUs, one value per GPU; the agent hands it on with the annotations. */
    static final String GROUP = "runai-gpu-group";

    /** What a pod's facts carry of its annotations and labels for this. */
    static final List<String> KEYS = List.of(FRACTION, MEMORY, DEVICES, GROUP);

    private static final Set<String> RESERVATIONS = Set.of("kai-resource-reservation", "runai-reservation");
    private static final int WHOLE = 100;

    private final int held;
    private final int parts;
    private final boolean understood;
    private final int reserved;

    private KaiShares(int held, int parts, boolean understood, int reserved) {
        this.held = held;
        this.parts = parts;
        this.understood = understood;
        this.reserved = reserved;
    }

    static boolean isShared(PodFacts pod) {
        return pod.annotations().containsKey(FRACTION) || pod.annotations().containsKey(MEMORY);
    }

    /** @param pods all that hold something of the node */
    static KaiShares read(NodeFacts node, List<PodFacts> pods) {
        int reserved = 0;
        long parts = 0;
        boolean understood = true;
        Set<String> groups = new HashSet<>();
        Optional<Integer> memory = GpuLabels.number(node.labels(), "nvidia.com/gpu.memory");
        for (PodFacts pod : pods) {
            if (RESERVATIONS.contains(pod.namespace())) {
                reserved += Units.clip(pod.effectiveRequest(GpuResources.NVIDIA));
            } else if (isShared(pod)) {
                Optional<Long> part = part(pod.annotations(), memory);
                understood &= part.isPresent();
                parts += part.orElse((long) WHOLE);
                Optional.ofNullable(pod.annotations().get(GROUP)).ifPresent(groups::add);
            }
        }
        int needed = Units.clip(Math.ceilDiv(parts, WHOLE));
        int held = Math.max(reserved, Math.max(needed, groups.size()));
        return new KaiShares(held, Units.clip(parts), understood, reserved);
    }

    /** Hundredths of GPUs; empty when an annotation does not read. Memory of a GPU that is unknown counts as all of it. */
    private static Optional<Long> part(Map<String, String> annotations, Optional<Integer> memory) {
        Optional<Integer> devices = annotations.containsKey(DEVICES)
                ? GpuLabels.number(annotations, DEVICES).filter(n -> n > 0 && n <= 1024)
                : Optional.of(1);
        Optional<Integer> each = annotations.containsKey(FRACTION)
                ? fraction(annotations.get(FRACTION))
                : GpuLabels.number(annotations, MEMORY)
                        .map(mib -> memory.filter(all -> all > 0)
                                .map(all -> Math.toIntExact(Math.min(WHOLE, Math.ceilDiv((long) mib * WHOLE, all))))
                                .orElse(WHOLE));
        return devices.flatMap(n -> each.map(part -> (long) n * part));
    }

    private static Optional<Integer> fraction(String text) {
        if (!text.matches("[01]?(\\.[0-9]{1,6})?") || text.isEmpty()) {
            return Optional.empty();
        }
        int hundredths = (int) Math.ceil(Double.parseDouble(text) * WHOLE - 1e-9);
        return hundredths > 0 && hundredths <= WHOLE ? Optional.of(hundredths) : Optional.empty();
    }

    /** Whole GPUs that are shared and that no request shows. */
    int unseen() {
        return held - reserved;
    }

    Understanding understanding() {
        return understood
                ? Understanding.FULL
                : Understanding.not("a pod's annotation " + FRACTION + ", " + MEMORY + " or " + DEVICES
                        + " does not read, so that nobody knows how many GPUs it shares.");
    }

    /** The shared GPUs in hundredths, for people; empty when none is shared. */
    Optional<OtherGpus> shown(GpuInventory whole) {
        if (held == 0) {
            return Optional.empty();
        }
        int all = Units.clip((long) held * WHOLE);
        var gpu = new GpuInventory(
                whole.vendor(),
                "kai.scheduler/gpu-percent",
                whole.product(),
                Optional.empty(),
                GpuSharing.TIME_SLICED,
                all,
                all,
                new TreeMap<>(),
                Math.min(all, parts));
        return Optional.of(new OtherGpus(
                gpu,
                "KAI shares these GPUs between pods without isolating their memory; units are hundredths of a GPU."));
    }
}
