package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpSession;
import dev.windrose.placement.lp.LpSolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One change to a plan on its way: what stands stays, the rest is placed by the prices of the last proof. */
final class UpdateRun {
    /** What is proven is good enough at so many times the gap at which exchanging stops. */
    private static final long PROVEN = 20;

    private final Model model;
    private final Effort effort;
    private final boolean[] changed;
    private final Duals prices;
    private final DualBound judge;
    /** What no plan that places all can cost less than. */
    private final double bound;

    private final long[] reduced;
    private final List<Duals> coverage;
    private Draft best;
    private String name = FleetSolver.IN_JAVA;
    private int considered;
    private int rounds;
    private boolean truncated;

    UpdateRun(Model model, Effort effort, FleetPlan before, Certificate near, Set<String> dirty) {
        this.model = model;
        this.effort = effort;
        this.changed = new boolean[model.classes()];
        for (int w = 0; w < changed.length; w++) {
            changed[w] = dirty.contains(model.workloads(w).id());
        }
        double[] largest = model.largestWeights();
        this.prices = Duals.of(near.cost(), model, largest);
        this.coverage = coverage(near, largest);
        this.judge = new DualBound(model, Stage.cost(model.levels()), prices);
        this.bound = judge.bound(new long[model.levels()]).doubleValue();
        this.reduced = judge.reduced();
        this.best = new Rounding(model).round(standing(before));
        new Greedy(model, column -> reduced[column]).fill(best);
    }

    /** By priority, the prices that proved what was unplaced. */
    private List<Duals> coverage(Certificate near, double[] largest) {
        List<Duals> known = new ArrayList<>();
        for (int priority : model.priorities) {
            known.add(near.coverage().stream()
                    .filter(each -> each.priority().filter(of -> of == priority).isPresent())
                    .findFirst()
                    .map(each -> Duals.of(each, model, largest))
                    .orElseGet(() -> Duals.none(model)));
        }
        return known;
    }

    /** By column, the replicas of the plan whose class and place are still there and fit. */
    private double[] standing(FleetPlan before) {
        Map<String, Integer> classes = new HashMap<>();
        for (int w = 0; w < model.classes(); w++) {
            classes.put(model.workloads(w).id(), w);
        }
        Map<OptionKey, Integer> places = new HashMap<>();
        model.fleet.options().forEach(each -> places.put(each.key(), places.size()));
        double[] standing = new double[model.columns()];
        for (Placement each : before.placements()) {
            Integer w = classes.get(each.workloads());
            Integer o = places.get(each.option());
            if (w != null && o != null) {
                int column = Arrays.binarySearch(model.option, model.start[w], model.start[w + 1], o);
                if (column >= 0) {
                    standing[column] = each.replicas();
                }
            }
        }
        return standing;
    }

    boolean placesAll() {
        return Arrays.stream(best.unplaced()).allMatch(each -> each == 0);
    }

    /** Whether the plan so far is proven well enough to leave it at that. */
    boolean goodEnough() {
        return placesAll() && best.cost() * 1e6 - bound <= bound * effort.goodEnoughPpm() * PROVEN / 1e6;
    }

    void programme(LpSolver solver) {
        try (LpSession session = solver.open()) {
            new ChangeProgramme(model, session, best, changed, !placesAll())
                    .solve(effort, reduced)
                    .ifPresent(answer -> {
                        name = solver.name();
                        considered = answer.columns();
                        rounds = answer.rounds();
                        truncated |= answer.truncated();
                        Draft draft = new Rounding(model).round(answer.replicas());
                        new Greedy(model, column -> reduced[column]).fill(draft);
                        best = draft.betterThan(best) ? draft : best;
                    });
        }
    }

    /** What is still missing gets the GPUs, or the part of a budget, of what can go elsewhere, or of lower priorities. */
    void exchange() {
        Greedy cheapest = new Greedy(model, column -> model.cost[column]);
        int[][] order = new int[model.classes()][];
        Arrays.setAll(order, cheapest::order);
        new Exchange(best, order, effort.trials(), effort.lastResort()).place();
    }

    FleetSolution.Planned planned() {
        truncated |= effort.lastResort().left().toMillis() <= 0;
        Duals proven = new Duals(prices.rows(), new ForgonePrices(model, judge).of(best.unplaced()));
        Outcome outcome = new Outcome(model, best, name, truncated);
        return new FleetSolution.Planned(
                outcome.plan(),
                outcome.certificate(coverage, proven),
                model.left,
                new FleetSolution.Spent(model.columns(), considered, rounds, Double.NaN));
    }
}
