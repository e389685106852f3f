package dev.windrose.placement.provisioning;

import dev.windrose.placement.inventory.GpuResources;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.provisioning.KarpenterFacts.NodeClaim;
import dev.windrose.placement.provisioning.KarpenterFacts.NodePool;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What Karpenter could add: the limits of its NodePools, less what they have, and the claims that failed. */
final class Karpenter {
    private static final Set<String> REFUSALS = Set.of("InsufficientCapacityError", "InsufficientInstanceCapacity");
    private static final BigDecimal MOST = BigDecimal.valueOf(1L << 40);

    private final KarpenterFacts facts;
    private final List<Headroom> headroom = new ArrayList<>();
    private final List<ProvisioningSignal> signals = new ArrayList<>();

    private Karpenter(KarpenterFacts facts) {
        this.facts = facts;
    }

    static Provisioning read(KarpenterFacts facts) {
        var reading = new Karpenter(facts);
        facts.pools().stream().sorted(Comparator.comparing(NodePool::name)).forEach(reading::pool);
        facts.claims().stream().sorted(Comparator.comparing(NodeClaim::name)).forEach(reading::claim);
        return new Provisioning(reading.headroom, reading.signals, List.of());
    }

    /** Pools that neither limit, nor have, nor ask for GPUs are of no interest here. */
    private void pool(NodePool pool) {
        Set<String> units = new TreeSet<>();
        units.addAll(pool.limits().keySet());
        units.addAll(pool.used().keySet());
        units.removeIf(unit -> GpuResources.vendor(unit) == GpuVendor.UNKNOWN);
        if (units.isEmpty() && !pool.gpuRequirement()) {
            return;
        }
        if (units.isEmpty() || pool.limits().containsKey(Headroom.NODES)) {
            units.add(Headroom.NODES);
        }
        units.forEach(unit -> headroom.add(headroom(pool, unit)));
    }

    private Headroom headroom(NodePool pool, String unit) {
        Optional<BigDecimal> limit = pool.limits().get(unit);
        Optional<BigDecimal> used = pool.used().getOrDefault(unit, Optional.of(BigDecimal.ZERO));
        if (!pool.ready().equals("True")) {
            return of(pool, unit, OptionalLong.empty(), "the NodePool is not ready. Maybe its node class is missing");
        }
        if (limit == null) {
            return of(pool, unit, OptionalLong.empty(), "the NodePool sets no limit of " + unit);
        }
        if (limit.isEmpty() || used == null || used.isEmpty()) {
            return of(pool, unit, OptionalLong.empty(), "limit or use of " + unit + " does not read");
        }
        BigDecimal left = limit.get()
                .subtract(used.get())
                .setScale(0, RoundingMode.FLOOR)
                .max(BigDecimal.ZERO)
                .min(MOST);
        return of(pool, unit, OptionalLong.of(left.longValue()), "");
    }

    private Headroom of(NodePool pool, String unit, OptionalLong upTo, String why) {
        int arriving = Math.toIntExact(facts.claims().stream()
                .filter(claim ->
                        claim.pool().equals(pool.name()) && claim.launched().equals("True") && !claim.initialized())
                .count());
        return new Headroom(
                Provisioner.KARPENTER,
                pool.name(),
                unit,
                upTo,
                arriving,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                why);
    }

    /** Not launched for want of capacity. Karpenter deletes such claims and tries others: while one is seen, it is so. */
    private void claim(NodeClaim claim) {
        if (!claim.launched().equals("True") && REFUSALS.contains(claim.reason())) {
            signals.add(new ProvisioningSignal(
                    Provisioner.KARPENTER,
                    ProviderErrors.cause(claim.reason(), claim.message()),
                    claim.pool(),
                    claim.instanceType(),
                    claim.zone(),
                    claim.tier(),
                    claim.reason(),
                    claim.message(),
                    claim.since()));
        }
    }
}
