package dev.windrose.placement.joint;

import dev.windrose.placement.Guidance;
import dev.windrose.placement.JointFacts;
import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.optimum.Budget;
import dev.windrose.placement.optimum.Cut;
import dev.windrose.placement.optimum.Fit;
import dev.windrose.placement.optimum.FleetOption;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.ProblemCheck;
import dev.windrose.placement.optimum.WorkloadClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The facts in the terms of the optimum. What that takes for a mistake, such as absurd prices, is left out. */
final class JointProblem {
    private static final int MOST_CUTS = 8;
    private static final int MOST_BUDGETS = 8;

    private final Map<OptionKey, JointFacts.Spot> spots = new TreeMap<>();
    private final SortedMap<String, JointFacts.Group> groups = new TreeMap<>();
    private final Map<String, SortedMap<OptionKey, Fit>> fits = new HashMap<>();
    private final FleetProblem problem;

    JointProblem(PlanningInput input) {
        JointFacts facts = JointFacts.of(input);
        facts.spots().stream()
                .filter(spot -> spot.price().compareTo(ProblemCheck.MOST_PER_GPU) <= 0)
                .forEach(spot -> spots.put(option(spot.place()), spot));
        facts.groups().forEach(group -> add("%05d".formatted(groups.size()), group));
        int percent = input.settings().moves().minSavingPercent();
        List<WorkloadClass> classes = new ArrayList<>();
        groups.forEach((id, group) -> classes.add(workloads(id, group, percent)));
        List<FleetOption> options = new ArrayList<>();
        List<Cut> cuts = new ArrayList<>();
        Map<OptionKey, Integer> held = held();
        spots.forEach((option, spot) -> {
            options.add(new FleetOption(
                    option,
                    spot.region(),
                    spot.price(),
                    spot.price(),
                    usable(spot, held.getOrDefault(option, 0), input.settings().failoverHeadroom()),
                    0));
            cuts.addAll(cuts(option, spot));
        });
        this.problem = new FleetProblem(
                options,
                classes,
                (each, option) -> Optional.ofNullable(fits(each.id()).get(option.key())),
                budgets(facts),
                cuts);
    }

    /** GPUs that those who may move hold now. */
    private Map<OptionKey, Integer> held() {
        Map<OptionKey, Integer> held = new HashMap<>();
        groups.values()
                .forEach(group -> group.rows()
                        .forEach(row -> held.merge(option(Guidance.Place.of(row.key())), row.gpus(), Integer::sum)));
        return held;
    }

    /** Less what is kept for a lost cluster; that stops what is new, never what runs. */
    private static int usable(JointFacts.Spot spot, int held, Limit.Percent headroom) {
        return Math.min(spot.capacity(), Math.max(held, spot.capacity() - headroom.of(spot.capacity())));
    }

    static OptionKey option(Guidance.Place place) {
        return new OptionKey(
                place.cluster(),
                place.product().key() + " " + place.instanceType().orElse(""),
                place.tier());
    }

    private void add(String id, JointFacts.Group group) {
        SortedMap<OptionKey, Fit> known = new TreeMap<>();
        group.needs().forEach((place, each) -> {
            if (spots.containsKey(option(place)) && each.gpus() <= ProblemCheck.MOST_GPUS_PER_REPLICA) {
                known.put(option(place), new Fit(each.gpus(), 1, atMost(each.extra())));
            }
        });
        if (!known.isEmpty()) {
            groups.put(id, group);
            fits.put(id, known);
        }
    }

    /** A place that counts for more than the optimum reckons with is the worst all the same. */
    private static Money atMost(Money extra) {
        return extra.compareTo(ProblemCheck.MOST_EXTRA) < 0 ? extra : ProblemCheck.MOST_EXTRA;
    }

    private WorkloadClass workloads(String id, JointFacts.Group group, int percent) {
        int regions = Math.min(group.spread().minRegions(), group.replicas());
        Optional<Limit> perRegion =
                regions > 1 ? Optional.of(new Limit.Count(group.replicas() - regions + 1)) : Optional.empty();
        long cheapest = fits(id).entrySet().stream()
                .mapToLong(each ->
                        spot(each.getKey()).price().micros() * each.getValue().gpus()
                                + each.getValue().penalty().micros())
                .min()
                .orElse(0);
        SortedMap<OptionKey, Integer> present = new TreeMap<>();
        group.present().forEach((place, replicas) -> present.put(option(place), replicas));
        return new WorkloadClass(
                id,
                group.priority(),
                group.workloads(),
                group.replicas(),
                perRegion,
                group.spread().maxPerCluster(),
                group.spotShare(),
                // Less than moves a workload at once is no reason to plan it elsewhere.
                Money.ofMicros(cheapest / 100 * percent),
                present);
    }

    /** What is free in all but not on one node. */
    private List<Cut> cuts(OptionKey option, JointFacts.Spot spot) {
        var sizes = new TreeSet<Integer>();
        fits.values()
                .forEach(each ->
                        Optional.ofNullable(each.get(option)).map(Fit::gpus).ifPresent(sizes::add));
        List<Cut> cuts = new ArrayList<>();
        for (int size : sizes) {
            int whole = spot.nodes().stream().mapToInt(room -> room / size).sum();
            if (size > 1 && whole < spot.capacity() / size && cuts.size() < MOST_CUTS) {
                cuts.add(new Cut(option, size, whole));
            }
        }
        return cuts;
    }

    private List<Budget> budgets(JointFacts facts) {
        List<Budget> budgets = new ArrayList<>();
        Map<String, Integer> count = new HashMap<>();
        for (JointFacts.Ceiling ceiling : facts.ceilings()) {
            String namespace = ceiling.budget().namespace();
            var ids = new TreeSet<String>();
            groups.forEach((id, group) -> {
                if (group.namespace().equals(namespace)) {
                    ids.add(id);
                }
            });
            if (!ids.isEmpty() && count.merge(namespace, 1, Integer::sum) <= MOST_BUDGETS) {
                budgets.add(new Budget(ceiling.budget().text(), ids, ceiling.hourly(), ceiling.gpus()));
            }
        }
        return budgets;
    }

    FleetProblem problem() {
        return problem;
    }

    /** Classes with the places that each may be in. */
    long pairs() {
        return fits.values().stream().mapToLong(Map::size).sum();
    }

    JointFacts.Group group(String id) {
        return Objects.requireNonNull(groups.get(id), id);
    }

    JointFacts.Spot spot(OptionKey option) {
        return Objects.requireNonNull(spots.get(option), option::text);
    }

    private SortedMap<OptionKey, Fit> fits(String id) {
        return Objects.requireNonNull(fits.get(id), id);
    }
}
