package dev.windrose.placement.provisioning;

import dev.windrose.placement.inventory.GpuResources;
import dev.windrose.placement.inventory.GpuVendor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a member could still get, and was refused.
 *
 * @param buffers pods for which room is kept ready: GPUs that look free and are promised
 */
public record Provisioning(
        List<Headroom> headroom, List<ProvisioningSignal> signals, List<CapacityFacts.Buffer> buffers) {
    public static final Provisioning NONE = new Provisioning(List.of(), List.of(), List.of());

    /** All that a member's API says of it. */
    public record Facts(AutoscalerFacts autoscaler, KarpenterFacts karpenter, CapacityFacts capacity) {
        public static final Facts NONE =
                new Facts(new AutoscalerFacts.Absent(), KarpenterFacts.NONE, CapacityFacts.NONE);
    }

    public Provisioning {
        headroom = List.copyOf(headroom);
        signals = List.copyOf(signals);
        buffers = List.copyOf(buffers);
    }

    /** Pure; the order of objects does not matter. @param now by the clock that the autoscaler's status is held against */
    public static Provisioning read(Facts facts, Instant now) {
        Provisioning autoscaler = AutoscalerStatus.read(facts.autoscaler(), now);
        Provisioning karpenter = Karpenter.read(facts.karpenter());
        List<Headroom> headroom = new ArrayList<>(autoscaler.headroom());
        headroom.addAll(karpenter.headroom());
        facts.capacity().quotas().stream()
                .sorted(Comparator.comparing(CapacityFacts.Quota::name))
                .forEach(quota -> quota(quota, headroom));
        List<ProvisioningSignal> signals = new ArrayList<>(autoscaler.signals());
        signals.addAll(karpenter.signals());
        return new Provisioning(
                headroom,
                signals,
                facts.capacity().buffers().stream()
                        .sorted(Comparator.comparing(CapacityFacts.Buffer::namespace)
                                .thenComparing(CapacityFacts.Buffer::name))
                        .toList());
    }

    private static void quota(CapacityFacts.Quota quota, List<Headroom> into) {
        for (Map.Entry<String, Optional<BigDecimal>> limit : new TreeMap<>(quota.limits()).entrySet()) {
            String unit = limit.getKey();
            if (unit.equals(Headroom.NODES) || GpuResources.vendor(unit) != GpuVendor.UNKNOWN) {
                Optional<BigDecimal> used = quota.used().getOrDefault(unit, Optional.empty());
                into.add(
                        limit.getValue().isPresent() && used.isPresent()
                                ? left(quota, unit, limit.getValue().get().subtract(used.get()))
                                : Headroom.unknown(
                                        Provisioner.CAPACITY_QUOTA,
                                        quota.name(),
                                        unit,
                                        "the quota does not say its limit or use of " + unit));
            }
        }
    }

    private static Headroom left(CapacityFacts.Quota quota, String unit, BigDecimal left) {
        long upTo = left.max(BigDecimal.ZERO)
                .min(BigDecimal.valueOf(1L << 40))
                .setScale(0, RoundingMode.FLOOR)
                .longValue();
        return new Headroom(
                Provisioner.CAPACITY_QUOTA,
                quota.name(),
                unit,
                OptionalLong.of(upTo),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                quota.selective() ? "holds for the nodes that it selects" : "");
    }
}
