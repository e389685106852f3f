package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.api.InferenceWorkloadSpec.Gpu;
import dev.windrose.api.InferenceWorkloadSpec.GpuChoice;
import dev.windrose.api.InferenceWorkloadSpec.Latency;
import dev.windrose.api.InferenceWorkloadSpec.Placement;
import dev.windrose.api.Tier;
import dev.windrose.hub.runtime.ModelDemands;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.EgressWish;
import dev.windrose.placement.GpuAsk;
import dev.windrose.placement.LabelSelector;
import dev.windrose.placement.LabelSelector.Operator;
import dev.windrose.placement.LatencyWish;
import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.Pause;
import dev.windrose.placement.PlacementPolicy;
import dev.windrose.placement.Spread;
import dev.windrose.placement.Toleration;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A workload's spec in the planner's terms. Pure. */
final class Demands {
    private Demands() {}

    /** @throws IllegalArgumentException when the spec asks for something the planner has no form for */
    static WorkloadDemand of(WorkloadObject workload, Optional<Pause> pause, Knowledge knowledge) {
        var spec = workload.spec();
        return new WorkloadDemand(
                workload.uid(),
                workload.namespace(),
                workload.name(),
                workload.generation(),
                workload.createdAt(),
                Objects.requireNonNullElse(spec.priority(), 0),
                pause,
                Objects.requireNonNullElse(spec.replicas(), 1),
                ModelDemands.of(spec).with(knowledge),
                gpu(spec.gpu()),
                policy(spec.placement(), Objects.requireNonNullElse(spec.replicas(), 1)),
                tolerations(spec.placement()));
    }

    private static GpuAsk gpu(@Nullable Gpu gpu) {
        if (gpu == null) {
            return GpuAsk.BY_MEMORY_FIT;
        }
        var products = list(gpu.anyOf()).stream()
                .map(GpuChoice::product)
                .map(GpuProduct::new)
                .collect(Collectors.toCollection(TreeSet::new));
        return new GpuAsk(products, Optional.ofNullable(gpu.count()));
    }

    /** @param replicas as they are written; more of them, by load, carry more */
    private static PlacementPolicy policy(@Nullable Placement placement, int replicas) {
        if (placement == null) {
            return PlacementPolicy.DEFAULT;
        }
        var regions = placement.regions() == null ? null : placement.regions().allow();
        return PlacementPolicy.DEFAULT
                .withPinned(
                        list(placement.clusters()).stream().map(ClusterId::new).toList())
                .withRegions(list(regions))
                .withSelector(selector(placement.clusterSelector()))
                .withSpread(spread(placement.spread()))
                .withTiers(
                        tiers(placement.tiers()),
                        Optional.ofNullable(placement.maxSpotShare()).map(Demands::percent))
                .withMaxHourlyCost(
                        Optional.ofNullable(placement.maxHourlyCost()).map(Money::parse))
                .withLatency(Optional.ofNullable(placement.latency()).map(Demands::latency))
                .withEgress(Optional.ofNullable(placement.egress())
                        .map(egress -> EgressWish.shared(egress.gibPerHour(), replicas)));
    }

    private static LatencyWish latency(Latency latency) {
        return new LatencyWish(
                latency.near().stream()
                        .map(caller ->
                                new LatencyWish.Caller(caller.region(), Objects.requireNonNullElse(caller.weight(), 1)))
                        .toList(),
                Optional.ofNullable(latency.maxMillis()));
    }

    private static Spread spread(InferenceWorkloadSpec.@Nullable Spread spread) {
        if (spread == null) {
            return Spread.NONE;
        }
        return new Spread(
                Objects.requireNonNullElse(spread.minRegions(), 1),
                Optional.ofNullable(spread.maxPerCluster()).map(Limit::parse));
    }

    /** {@code 60%}, which the schema has checked. */
    static Limit.Percent percent(String text) {
        return new Limit.Percent(Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    private static Set<CapacityTier> tiers(@Nullable List<Tier> tiers) {
        if (tiers == null || tiers.isEmpty()) {
            return PlacementPolicy.DEFAULT.tiers();
        }
        return tiers.stream()
                .map(tier -> switch (tier) {
                    case RESERVED -> CapacityTier.RESERVED;
                    case ON_DEMAND -> CapacityTier.ON_DEMAND;
                    case SPOT -> CapacityTier.SPOT;
                })
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(CapacityTier.class)));
    }

    private static LabelSelector selector(io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        if (selector == null) {
            return LabelSelector.ALL;
        }
        var expressions = list(selector.getMatchExpressions()).stream()
                .map(e -> new LabelSelector.Expression(e.getKey(), operator(e.getOperator()), list(e.getValues())))
                .toList();
        return new LabelSelector(Objects.requireNonNullElse(selector.getMatchLabels(), Map.of()), expressions);
    }

    private static Operator operator(String text) {
        return switch (text) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default ->
                throw new IllegalArgumentException(
                        "operator (%s) of clusterSelector must be In, NotIn, Exists or DoesNotExist.".formatted(text));
        };
    }

    private static List<Toleration> tolerations(@Nullable Placement placement) {
        var asked =
                placement == null ? List.<InferenceWorkloadSpec.ClusterToleration>of() : list(placement.tolerations());
        return asked.stream()
                .map(t -> new Toleration(
                        t.key(), t.value() == null, Objects.requireNonNullElse(t.value(), ""), Optional.empty()))
                .toList();
    }

    private static <T> List<T> list(@Nullable List<T> maybe) {
        return maybe == null ? List.of() : maybe;
    }
}
