package dev.windrose.local.bench;

import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.optimum.Budget;
import dev.windrose.placement.optimum.Eligible;
import dev.windrose.placement.optimum.Fit;
import dev.windrose.placement.optimum.FleetOption;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.WorkloadClass;
import dev.windrose.testing.Seeded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A fleet of the size that the budgets name, from a seed. */
final class FleetWorld {
    static final int CLUSTERS = 1_000;
    static final int WORKLOADS = 10_000;
    static final int CLASSES = 220;
    private static final int NAMESPACES = 40;

    /**
     * What a class is like.
     *
     * @param memoryMib that one replica needs on its GPUs
     * @param clouds where its data may be
     * @param mixed whether throughput differs by GPU
     */
    private record Need(long memoryMib, Set<String> clouds, boolean spot, boolean mixed, int namespace) {}

    private final RandomGenerator random;
    private final Map<OptionKey, FleetPlaces.Place> places = new HashMap<>();
    private final Map<String, Need> needs = new HashMap<>();
    private final List<FleetOption> options = new ArrayList<>();
    private final List<WorkloadClass> classes = new ArrayList<>();
    private final String about;

    FleetWorld(long seed, Optional<Path> data) {
        this.random = Seeded.random(seed);
        var made = new FleetPlaces(random, data);
        made.places(CLUSTERS).forEach(place -> {
            places.put(place.option().key(), place);
            options.add(place.option());
        });
        int left = WORKLOADS;
        for (int i = 0; i < CLASSES; i++) {
            boolean mixed = i % 8 == 0;
            int workloads = mixed ? 1 : i == CLASSES - 1 ? left : Math.min(left, 10 + random.nextInt(83));
            left -= workloads;
            classes.add(workloads("class-%03d".formatted(i), workloads, mixed));
        }
        this.about = "%d clusters, %d places, %s; %d workloads, %d replicas in %d classes"
                .formatted(
                        CLUSTERS,
                        options.size(),
                        made.about(),
                        classes.stream().mapToInt(WorkloadClass::workloads).sum(),
                        classes.stream()
                                .mapToInt(each -> each.workloads() * each.replicas())
                                .sum(),
                        classes.size());
    }

    String about() {
        return about;
    }

    private WorkloadClass workloads(String id, int number, boolean mixed) {
        long[] sizes = {11_000, 13_000, 18_000, 34_000, 34_000, 70_000, 70_000, 150_000};
        Set<String> clouds = new TreeSet<>(Set.of("aws", "azure", "gcp"));
        for (int i = random.nextInt(2); i > 0; i--) {
            clouds.remove(List.of("aws", "azure", "gcp").get(random.nextInt(3)));
        }
        boolean spot = random.nextInt(3) == 0;
        needs.put(id, new Need(sizes[random.nextInt(sizes.length)], clouds, spot, mixed, random.nextInt(NAMESPACES)));
        int replicas = mixed ? 40 + random.nextInt(100) : 2 + random.nextInt(3);
        var workloads = WorkloadClass.of(id, 10 * random.nextInt(3), number, replicas)
                .withSpread(
                        random.nextInt(2) == 0
                                ? Optional.of(new Limit.Percent(40 + random.nextInt(30)))
                                : Optional.empty(),
                        random.nextInt(3) == 0
                                ? Optional.of(mixed ? new Limit.Percent(5) : new Limit.Count(1))
                                : Optional.empty());
        return spot ? workloads.withSpotShare(new Limit.Percent(30 + random.nextInt(40))) : workloads;
    }

    /** Where classes may run: memory, residency, tier; with a penalty for what is far. */
    Eligible eligible() {
        return (workloads, option) -> {
            Need need = Objects.requireNonNull(needs.get(workloads.id()));
            FleetPlaces.Place place = Objects.requireNonNull(places.get(option.key()));
            boolean allowed = need.clouds().contains(place.cloud())
                    && (need.spot() || option.key().tier() != CapacityTier.SPOT);
            return allowed ? fit(need, place, option) : Optional.empty();
        };
    }

    private static Optional<Fit> fit(Need need, FleetPlaces.Place place, FleetOption option) {
        int gpus = 1;
        while (gpus <= place.perNode() && gpus * place.memoryMib() * 9 / 10 < need.memoryMib()) {
            gpus *= 2;
        }
        if (gpus > place.perNode() || gpus * place.memoryMib() > need.memoryMib() * 4) {
            return Optional.empty();
        }
        double throughput = need.mixed() ? Math.clamp(place.memoryMib() * gpus / 60_000.0, 0.3, 4) : 1;
        int far = Math.floorMod(option.region().hashCode() * 31 + need.namespace(), 7);
        return Optional.of(new Fit(gpus, throughput, Money.ofMicros(far * 4_000L)));
    }

    /** Without budgets. */
    FleetProblem free() {
        return FleetProblem.of(options, classes, eligible());
    }

    /** The same fleet with that share of the GPUs. */
    FleetProblem scarce(FleetProblem whole, int percent) {
        return whole.withOptions(whole.options().stream()
                .map(each -> new FleetOption(
                        each.key(),
                        each.region(),
                        each.marginal(),
                        each.allocated(),
                        each.capacity() * percent / 100,
                        each.headroomPercent()))
                .toList());
    }

    /** Budgets of namespaces by what they spent in a plan without: some a little less than that, some more. */
    List<Budget> budgets(Map<String, Money> spentByClass, Map<String, Integer> gpusByClass) {
        List<Budget> budgets = new ArrayList<>();
        for (int n = 0; n < NAMESPACES; n++) {
            int namespace = n;
            Set<String> of = new TreeSet<>();
            needs.forEach((id, need) -> {
                if (need.namespace() == namespace) {
                    of.add(id);
                }
            });
            long spent = of.stream()
                    .mapToLong(id -> spentByClass.getOrDefault(id, Money.ZERO).micros())
                    .sum();
            int gpus =
                    of.stream().mapToInt(id -> gpusByClass.getOrDefault(id, 0)).sum();
            long share = n % 8 == 0 ? 900 : 1_100;
            budgets.add(Budget.hourly("ns-%02d".formatted(n), of, Money.ofMicros(spent / 1000 * share)));
            if (n % 5 == 0) {
                budgets.add(Budget.gpus("gpus-%02d".formatted(n), of, gpus + 8));
            }
        }
        return budgets;
    }
}
