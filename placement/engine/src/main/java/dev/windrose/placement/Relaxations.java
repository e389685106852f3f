package dev.windrose.placement;

import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.ModelFacts;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.fit.Slo;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** The constraints of a workload relaxed one at a time, only such as it has. Pure. */
final class Relaxations {
    private static final int SHORTEST_CONTEXT = 512;
    private static final int HALVINGS = 6;

    private final WorkloadDemand demand;
    private final List<Relaxation> all = new ArrayList<>();

    private Relaxations(WorkloadDemand demand) {
        this.demand = demand;
    }

    /** @param placed replicas that have a place as things are */
    static List<Relaxation> of(WorkloadDemand demand, int placed) {
        Relaxations relaxations = new Relaxations(demand);
        relaxations.policy();
        relaxations.gpus();
        relaxations.model();
        if (placed > 0 && placed < demand.replicas()) {
            relaxations.add(
                    "replicas",
                    Integer.toString(demand.replicas()),
                    Integer.toString(placed),
                    demand.with(placed, demand.gpu()));
        }
        return List.copyOf(relaxations.all);
    }

    private void add(String what, String from, String to, WorkloadDemand changed) {
        all.add(new Relaxation(what, from, to, 0, changed));
    }

    private void policy() {
        PlacementPolicy is = demand.policy();
        if (!is.pinned().isEmpty()) {
            String pinned = is.pinned().stream().map(ClusterId::value).collect(Collectors.joining(", "));
            add("placement.clusters", pinned, "", demand.with(is.withPinned(List.of())));
        }
        if (!is.regionsAllow().isEmpty()) {
            String regions = String.join(", ", is.regionsAllow());
            add("placement.regions", regions, "", demand.with(is.withRegions(List.of())));
        }
        if (!is.clusterSelector().equals(LabelSelector.ALL)) {
            add("placement.clusterSelector", "as given", "", demand.with(is.withSelector(LabelSelector.ALL)));
        }
        spread(is);
        tiers(is);
        is.maxHourlyCost()
                .ifPresent(most -> add(
                        "placement.maxHourlyCost",
                        most.toString(),
                        "",
                        demand.with(is.withMaxHourlyCost(Optional.empty()))));
        is.latency()
                .flatMap(LatencyWish::maxMillis)
                .ifPresent(most -> add(
                        "placement.latency.maxMillis",
                        most.toString(),
                        "",
                        demand.with(is.withLatency(Optional.empty()))));
    }

    private void spread(PlacementPolicy is) {
        Spread spread = is.spread();
        spread.maxPerCluster()
                .ifPresent(most -> add(
                        "placement.spread.maxPerCluster",
                        most.text(),
                        "",
                        demand.with(is.withSpread(new Spread(spread.minRegions(), Optional.empty())))));
        if (spread.minRegions() > 1) {
            add(
                    "placement.spread.minRegions",
                    Integer.toString(spread.minRegions()),
                    "1",
                    demand.with(is.withSpread(new Spread(1, spread.maxPerCluster()))));
        }
    }

    private void tiers(PlacementPolicy is) {
        is.maxSpotShare()
                .ifPresent(share -> add(
                        "placement.maxSpotShare",
                        share.text(),
                        "",
                        demand.with(is.withTiers(is.tiers(), Optional.empty()))));
        for (CapacityTier tier : EnumSet.complementOf(EnumSet.of(CapacityTier.UNKNOWN))) {
            if (!is.tiers().contains(tier)) {
                Set<CapacityTier> more = EnumSet.copyOf(is.tiers());
                more.add(tier);
                add(
                        "placement.tiers",
                        text(is.tiers()),
                        text(more),
                        demand.with(is.withTiers(more, is.maxSpotShare())));
            }
        }
    }

    private static String text(Set<CapacityTier> tiers) {
        return tiers.stream().map(CapacityTier::text).collect(Collectors.joining(", "));
    }

    private void gpus() {
        GpuAsk is = demand.gpu();
        String products = is.anyOf().stream().map(GpuProduct::name).collect(Collectors.joining(", "));
        if (!is.anyOf().isEmpty()) {
            add(
                    "gpu.anyOf",
                    products,
                    "",
                    demand.with(demand.replicas(), new GpuAsk(GpuAsk.BY_MEMORY_FIT.anyOf(), is.count())));
        }
        is.count()
                .ifPresent(count -> add(
                        "gpu.count",
                        count.toString(),
                        "",
                        demand.with(demand.replicas(), new GpuAsk(is.anyOf(), Optional.empty()))));
        if (is.complete()) {
            add("gpu", count(is) + " of " + products, "", demand.with(demand.replicas(), GpuAsk.BY_MEMORY_FIT));
        }
    }

    private static int count(GpuAsk ask) {
        return ask.count().orElse(1);
    }

    private void model() {
        ModelDemand is = demand.model();
        if (is.slo().asks()) {
            add("slo", is.slo().text(), "", demand.with(is.with(Slo.NONE)));
        }
        is.serving()
                .concurrency()
                .ifPresent(sequences -> add(
                        "model.concurrency",
                        Integer.toString(sequences),
                        "",
                        demand.with(is.with(is.serving().withConcurrency(OptionalInt.empty())))));
        is.facts().ifPresent(facts -> {
            shorter(is, facts);
            fewerBits(is, facts);
        });
    }

    private void shorter(ModelDemand is, ModelFacts facts) {
        int context = is.context(facts);
        int tokens = context;
        for (int step = 0; step < HALVINGS && tokens / 2 >= SHORTEST_CONTEXT && !facts.embedding(); step++) {
            tokens /= 2;
            all.add(new Relaxation(
                    "model.contextLength",
                    Integer.toString(context),
                    Integer.toString(tokens),
                    step,
                    demand.with(is.withContext(tokens))));
        }
    }

    private void fewerBits(ModelDemand is, ModelFacts facts) {
        if (is.quantization() != Quantization.NONE || facts.size().stored() != Quantization.NONE) {
            return;
        }
        int step = 0;
        for (Quantization fewer : List.of(Quantization.FP8, Quantization.INT4)) {
            all.add(new Relaxation(
                    "model.quantization",
                    "none",
                    fewer.name().toLowerCase(Locale.ROOT),
                    step++,
                    demand.with(is.with(fewer))));
        }
    }
}
