package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import dev.windrose.placement.lp.LpSolver;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One problem on its way to a plan: the best plan so far, and the prices by which it is proven. */
final class FleetRun {
    private static final int STEPS = 60;
    private static final int STEPS_ALONE = 600;
    private static final long QUICK_TRIALS = 1_000_000;

    /** What is proven is good enough at so many times the gap at which exchanging stops, and for what is unplaced at these. */
    private static final long PROVEN = 20;

    private static final long COVERED = 100;
    private static final int MOST_TIED = 50_000;
    private static final int LOOSER = 200;

    private final Model model;
    private final Effort effort;
    private final Stage cost;
    private Draft best;
    private Duals duals;
    private List<Duals> coverage;
    private boolean priced;
    /** Whether the plan is one of {@link PlaceProgramme}, whose prices are those of places already. */
    private boolean byPlace;

    private String name = FleetSolver.IN_JAVA;
    private double linear = Double.NaN;
    private int considered;
    private int rounds;
    private boolean truncated;

    FleetRun(Model model, Effort effort) {
        this.model = model;
        this.effort = effort;
        this.cost = Stage.cost(model.levels());
        this.best = new Draft(model);
        this.duals = Duals.none(model);
        this.coverage = Collections.nCopies(model.levels(), duals);
    }

    // --- without a solver ---

    /** Prices by search, for the cost and for what is unplaced, and plans from them. */
    void search() {
        search(STEPS, QUICK_TRIALS);
        search(STEPS_ALONE, effort.trials());
        List<Duals> covered = new ArrayList<>();
        long[] unplaced = best.unplaced();
        for (int level = 0; level < model.levels(); level++) {
            Duals prices = Duals.none(model);
            if (unplaced[level] > 0) {
                PriceSearch covering = new PriceSearch(model, new Stage(level, model.levels()));
                prices = covering.search(covering.worth(best), STEPS_ALONE / 4, effort.lastResort())
                        .duals();
            }
            covered.add(prices);
        }
        coverage = covered;
    }

    private void search(int steps, long trials) {
        greedy();
        PriceSearch search = new PriceSearch(model, cost);
        PriceSearch.Found found = search.search(search.worth(best), steps, effort.lastResort());
        duals = found.duals();
        priced = true;
        take(new Finish(model, effort, trials).finish(found.replicas(), duals));
    }

    private void take(Draft other) {
        best = other.betterThan(best) ? other : best;
    }

    private void greedy() {
        Draft greedy = new Draft(model);
        new Greedy(model, column -> model.nextCost(column, 0)).fill(greedy);
        take(greedy);
    }

    // --- with one ---

    /** Whether the plan is proven well enough to leave it at that. */
    boolean goodEnough() {
        if (!priced) {
            return false;
        }
        long[] unplaced = best.unplaced();
        for (int level = 0; level < unplaced.length; level++) {
            BigInteger bound =
                    new DualBound(model, new Stage(level, unplaced.length), coverage.get(level)).bound(unplaced);
            if (unplaced[level] > 0 && !within(unplaced[level] * 1e9, bound, COVERED)) {
                return false;
            }
        }
        return within(best.cost() * 1e6, new DualBound(model, cost, duals).bound(unplaced), PROVEN);
    }

    private boolean within(double value, BigInteger bound, long times) {
        double proven = Math.max(0, bound.doubleValue());
        return value - proven <= proven * effort.goodEnoughPpm() * times / 1e6;
    }

    /** Whether the programme of all places would take too long: where so much stays unplaced that nearly all is tied. */
    boolean tooMuch() {
        return scarce() && model.columns() > MOST_TIED;
    }

    /** The programme over pools, and where whole replicas leave something unplaced once more for the cost given that. */
    void pools(LpSolver solver) {
        greedy();
        boolean scarce = scarce();
        try (LpSession session = solver.openWhole()) {
            PoolProgramme programme = new PoolProgramme(model, session, scarce);
            Optional<PoolProgramme.Answer> first = programme.solve(effort);
            considered = programme.columns();
            first.ifPresent(answer -> {
                name = solver.name();
                coverage = answer.coverage();
                if (!scarce || !places(solver, answer)) {
                    take(answer);
                }
            });
            long[] unplaced = best.unplaced();
            if (first.isPresent() && Arrays.stream(unplaced).anyMatch(each -> each > 0)) {
                programme.solve(effort, byPlace ? looser(unplaced) : unplaced).ifPresent(answer -> {
                    rounds++;
                    truncated |= answer.truncated();
                    duals = answer.cost();
                });
                if (!byPlace) {
                    improveProofs();
                }
            }
        }
    }

    /**
     * A little more than whole replicas leave. Where as much is placed as can be, the prices of pools that place as much say
     * nothing of the places: a replica more is worth any sum.
     */
    private long[] looser(long[] unplaced) {
        long[] looser = unplaced.clone();
        for (int w = 0; w < model.classes(); w++) {
            looser[model.level[w]] += model.demand[w] / LOOSER;
        }
        return looser;
    }

    /** Whether the plan so far leaves more than a fifth. */
    private boolean scarce() {
        return Arrays.stream(best.unplaced()).sum()
                > Arrays.stream(model.demand).sum() / 5;
    }

    /** Pools are not quite alike to budgets and clusters: prices place by place make up for it. */
    private void improveProofs() {
        long[] unplaced = best.unplaced();
        List<Duals> covered = new ArrayList<>(coverage);
        for (int level = 0; level < unplaced.length; level++) {
            if (unplaced[level] > 0) {
                Stage stage = new Stage(level, unplaced.length);
                covered.set(level, new PlacePrices(model, stage).improved(coverage.get(level), unplaced));
            }
        }
        coverage = covered;
        duals = new PlacePrices(model, cost).improved(duals, unplaced);
    }

    private void take(PoolProgramme.Answer answer) {
        know(answer);
        take(new Finish(model, effort, effort.trials()).finish(answer.replicas(), duals));
    }

    private void know(PoolProgramme.Answer answer) {
        rounds++;
        truncated |= answer.truncated();
        linear = answer.best();
        duals = answer.cost();
        priced = true;
    }

    /** What pools came to, place by place; false when the solver gave no answer. */
    private boolean places(LpSolver solver, PoolProgramme.Answer pools) {
        Optional<PlaceProgramme.Answer> found = new PlaceProgramme(model, effort).solve(solver, pools);
        found.ifPresent(answer -> {
            byPlace = true;
            know(pools);
            considered += answer.columns();
            rounds += answer.rounds();
            truncated |= answer.truncated();
            coverage = answer.coverage();
            take(new Finish(model, effort, effort.trials()).finish(answer.draft(), duals));
        });
        return found.isPresent();
    }

    /** The programme of all places, from the prices so far. */
    void columns(LpSolver solver) {
        if (!priced) {
            search(STEPS, QUICK_TRIALS);
        }
        try (LpSession session = solver.open()) {
            Master master = new Master(model, session);
            start(master);
            ColumnGeneration generation = new ColumnGeneration(model, master, effort);
            double[] allowed = cover(generation);
            Optional<ColumnGeneration.Result> result = stage(generation, cost, allowed);
            considered = master.columns();
            if (result.isEmpty()) {
                return;
            }
            name = solver.name();
            linear = result.get().cost();
            duals = result.get().duals();
            take(new Finish(model, effort, effort.trials()).finish(result.get().replicas(), duals));
            long[] unplaced = best.unplaced();
            if (Arrays.stream(unplaced).anyMatch(each -> each > 0)) {
                // Once more with what whole replicas leave unplaced: it proves more of this plan.
                Arrays.setAll(allowed, level -> unplaced[level] / (double) Model.UNIT);
                stage(generation, cost, allowed).ifPresent(again -> duals = again.duals());
            }
        }
    }

    /** Of each class the places that the prices like best, those that it is in, and those of the plan so far. */
    private void start(Master master) {
        DualBound judge = new DualBound(model, cost, duals);
        Greedy liked = new Greedy(model, judge::price);
        for (int w = 0; w < model.classes(); w++) {
            int taken = 0;
            for (int column : liked.order(w)) {
                boolean wanted = taken < effort.start() || model.kept[column] > 0 || best.replicas[column] > 0;
                if (wanted && model.most[column] > 0) {
                    master.add(column, cost);
                    taken++;
                }
            }
        }
    }

    /** How much must stay unplaced, priority by priority; nothing to do while the plan so far places all. */
    private double[] cover(ColumnGeneration generation) {
        double[] allowed = new double[model.levels()];
        long[] unplaced = best.unplaced();
        List<Duals> covered = new ArrayList<>(coverage);
        boolean scarce = false;
        for (int level = 0; level < model.levels(); level++) {
            scarce |= unplaced[level] > 0;
            if (scarce) {
                var result = stage(generation, new Stage(level, model.levels()), allowed);
                double least = result.map(ColumnGeneration.Result::cost).orElse(unplaced[level] / 1000.0);
                allowed[level] = least < 1e-6 ? 0 : least + 1e-7;
                if (result.isPresent()) {
                    covered.set(level, result.get().duals());
                }
            }
        }
        coverage = covered;
        return allowed;
    }

    private Optional<ColumnGeneration.Result> stage(ColumnGeneration generation, Stage stage, double[] allowed) {
        Optional<ColumnGeneration.Result> result = generation.solve(stage, allowed);
        result.ifPresent(each -> {
            rounds += each.rounds();
            truncated |= each.end() == LpOutcome.End.CLOCK;
        });
        return result;
    }

    // --- the end ---

    FleetSolution planned() {
        truncated |= effort.lastResort().left().toMillis() <= 0;
        Outcome outcome = new Outcome(model, best, name, truncated);
        return new FleetSolution.Planned(
                outcome.plan(),
                outcome.certificate(coverage, duals),
                model.left,
                new FleetSolution.Spent(model.columns(), considered, rounds, linear));
    }
}
