package dev.windrose.placement.optimum;

import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.testing.Generator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Small fleets for tests, by hand or at random. */
final class Fleets implements Generator<Fleets.Small> {
    /** A fleet whose fits are written down, so that it can be made simpler. */
    record Small(
            List<FleetOption> options,
            List<WorkloadClass> classes,
            Map<String, Map<OptionKey, Fit>> fits,
            List<Budget> budgets,
            List<Cut> cuts) {
        FleetProblem problem() {
            Eligible eligible = (workloads, option) -> Optional.ofNullable(
                    fits.getOrDefault(workloads.id(), Map.of()).get(option.key()));
            Set<String> ids =
                    new TreeSet<>(classes.stream().map(WorkloadClass::id).toList());
            Set<OptionKey> keys =
                    new TreeSet<>(options.stream().map(FleetOption::key).toList());
            List<Budget> known = budgets.stream()
                    .map(each -> {
                        var of = new TreeSet<>(each.classes());
                        of.retainAll(ids);
                        return new Budget(each.id(), of, each.hourly(), each.gpus());
                    })
                    .toList();
            return new FleetProblem(
                    options,
                    classes,
                    eligible,
                    known,
                    cuts.stream().filter(each -> keys.contains(each.option())).toList());
        }
    }

    private final int mostOptions;
    private final int mostClasses;
    private final int mostReplicas;

    Fleets(int mostOptions, int mostClasses, int mostReplicas) {
        this.mostOptions = mostOptions;
        this.mostClasses = mostClasses;
        this.mostReplicas = mostReplicas;
    }

    static OptionKey key(String cluster, String kind, CapacityTier tier) {
        return new OptionKey(new ClusterId(cluster), kind, tier);
    }

    static FleetOption option(String cluster, String region, String kind, String price, int capacity) {
        return new FleetOption(
                key(cluster, kind, CapacityTier.ON_DEMAND),
                region,
                Money.parse(price),
                Money.parse(price),
                capacity,
                0);
    }

    @Override
    public Small next(RandomGenerator random) {
        List<FleetOption> options = new ArrayList<>();
        int places = 1 + random.nextInt(mostOptions);
        for (int i = 0; i < places; i++) {
            CapacityTier tier = random.nextInt(3) == 0 ? CapacityTier.SPOT : CapacityTier.ON_DEMAND;
            Money price = Money.ofMicros(random.nextInt(1, 40) * 100_000L + random.nextInt(3) * 10_000L);
            options.add(new FleetOption(
                    key("c" + i / 2, "kind-" + i, tier),
                    "r" + i / 4,
                    random.nextInt(6) == 0 ? Money.ZERO : price,
                    price,
                    random.nextInt(0, 9),
                    random.nextInt(4) == 0 ? 20 : 0));
        }
        List<WorkloadClass> classes = new ArrayList<>();
        Map<String, Map<OptionKey, Fit>> fits = new TreeMap<>();
        int kinds = 1 + random.nextInt(mostClasses);
        for (int i = 0; i < kinds; i++) {
            boolean mixed = random.nextInt(4) == 0;
            classes.add(workloads(random, "w" + i, options, mixed));
            fits.put("w" + i, fits(random, options, mixed));
        }
        return new Small(options, classes, fits, budgets(random, classes), cuts(random, options));
    }

    private WorkloadClass workloads(RandomGenerator random, String id, List<FleetOption> options, boolean mixed) {
        int workloads = mixed ? 1 : 1 + random.nextInt(2);
        var each = WorkloadClass.of(id, random.nextInt(3), workloads, random.nextInt(0, mostReplicas + 1));
        each = each.withSpread(limit(random), limit(random));
        if (random.nextInt(3) == 0) {
            each = each.withSpotShare(new Limit.Percent(random.nextInt(101)));
        }
        if (random.nextInt(3) == 0) {
            Map<OptionKey, Integer> present = new HashMap<>();
            present.put(options.get(random.nextInt(options.size())).key(), random.nextInt(3));
            each = each.withPresent(Money.ofMicros(random.nextInt(20) * 50_000L), present);
        }
        return each;
    }

    private static Optional<Limit> limit(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.of(new Limit.Percent(30 + random.nextInt(71)));
            case 1 -> Optional.of(new Limit.Count(1 + random.nextInt(3)));
            default -> Optional.empty();
        };
    }

    private static Map<OptionKey, Fit> fits(RandomGenerator random, List<FleetOption> options, boolean mixed) {
        Map<OptionKey, Fit> fits = new TreeMap<>();
        for (FleetOption option : options) {
            if (random.nextInt(4) > 0) {
                double throughput = mixed ? (1 + random.nextInt(5)) * 0.5 : 1;
                Money penalty = Money.ofMicros(random.nextInt(3) * 30_000L);
                fits.put(option.key(), new Fit(1 << random.nextInt(3), throughput, penalty));
            }
        }
        return fits;
    }

    private static List<Budget> budgets(RandomGenerator random, List<WorkloadClass> classes) {
        List<Budget> budgets = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Set<String> of = new TreeSet<>();
            classes.stream().filter(_ -> random.nextBoolean()).forEach(each -> of.add(each.id()));
            budgets.add(
                    random.nextBoolean()
                            ? Budget.hourly("b" + i, of, Money.ofMicros(random.nextInt(200) * 100_000L))
                            : Budget.gpus("b" + i, of, random.nextInt(20)));
        }
        return budgets;
    }

    private static List<Cut> cuts(RandomGenerator random, List<FleetOption> options) {
        return random.nextInt(3) > 0
                ? List.of()
                : List.of(new Cut(options.get(random.nextInt(options.size())).key(), 2, random.nextInt(3)));
    }

    @Override
    public List<Small> simpler(Small value) {
        List<Small> simpler = new ArrayList<>();
        for (List<WorkloadClass> fewer : without(value.classes())) {
            simpler.add(new Small(value.options(), fewer, value.fits(), value.budgets(), value.cuts()));
        }
        for (List<FleetOption> fewer : without(value.options())) {
            simpler.add(new Small(fewer, value.classes(), value.fits(), value.budgets(), value.cuts()));
        }
        for (List<Budget> fewer : without(value.budgets())) {
            simpler.add(new Small(value.options(), value.classes(), value.fits(), fewer, value.cuts()));
        }
        for (List<Cut> fewer : without(value.cuts())) {
            simpler.add(new Small(value.options(), value.classes(), value.fits(), value.budgets(), fewer));
        }
        return simpler;
    }

    private static <T> List<List<T>> without(List<T> values) {
        List<List<T>> fewer = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            List<T> rest = new ArrayList<>(values);
            rest.remove(i);
            fewer.add(rest);
        }
        return fewer;
    }
}
