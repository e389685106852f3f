package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import dev.windrose.placement.lp.LpSolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans a fleet: prices of the limits by a search, the linear programme by column generation, rounding, repair and
 * exchange, and the proof. Higher priorities are placed as far as any plan can, then the next ones, then all of it as
 * cheaply as can be. Without a solver, or where it gives no answer, the search is followed further in its place; such a plan
 * is as sound, and its proof weaker. Equal problems give equal plans on the same solver, as long as the last resort does
 * not end them.
 */
public final class FleetSolver {
    /** What plans name the search by. */
    public static final String IN_JAVA = "java";

    private static final int STEPS = 60;
    private static final int STEPS_ALONE = 600;
    private static final long QUICK_TRIALS = 1_000_000;

    private final Optional<LpSolver> solver;
    private final Effort effort;

    /** Plans with the solver, if there is one and it is available. */
    public FleetSolver(Optional<LpSolver> solver, Effort effort) {
        this.solver = solver.filter(each -> each.unavailable().isEmpty());
        this.effort = effort;
    }

    /** What plans will be made by. */
    public String name() {
        return solver.map(LpSolver::name).orElse(IN_JAVA);
    }

    /** Plans, or says why not. Never throws for what is in the problem. */
    public FleetSolution solve(FleetProblem fleet) {
        return solve(fleet, Optional.empty());
    }

    /** The same, from the prices of a proof that was made for a fleet not far from this one, in place of a search. */
    public FleetSolution solve(FleetProblem fleet, Certificate near) {
        return solve(fleet, Optional.of(near));
    }

    private FleetSolution solve(FleetProblem fleet, Optional<Certificate> near) {
        List<Problem> problems = ProblemCheck.problems(fleet);
        if (!problems.isEmpty()) {
            return new FleetSolution.Refused(problems);
        }
        Run run = new Run(ModelBuilder.model(fleet));
        near.filter(_ -> solver.isPresent()).ifPresentOrElse(run::from, run::search);
        if (solver.isPresent()) {
            try (LpSession session = solver.get().open()) {
                run.linear(session, solver.get().name());
            }
        }
        return run.planned();
    }

    /** One problem on its way. */
    private final class Run {
        private final Model model;
        private final Stage cost;
        private final List<Duals> coverage = new ArrayList<>();
        private Draft best;
        private PriceSearch.Found found;
        private Optional<Duals> duals = Optional.empty();
        private String name = IN_JAVA;
        private double bound = Double.NaN;
        private int considered;
        private int rounds;
        private boolean truncated;

        Run(Model model) {
            this.model = model;
            this.cost = Stage.cost(model.levels());
            this.best = new Draft(model);
            new Greedy(model, column -> model.nextCost(column, 0)).fill(best);
            this.found = new PriceSearch.Found(Duals.none(model), new double[0], new double[0]);
        }

        /** Prices without a solver, and a plan from them. */
        void search() {
            PriceSearch search = new PriceSearch(model, cost);
            found = search.search(search.worth(best), STEPS, effort.lastResort());
            take(new Finish(model, effort, QUICK_TRIALS).finish(found.replicas(), found.duals()));
        }

        /** Prices that were good before, and a plan from them. */
        void from(Certificate near) {
            Duals prices = Duals.none(model);
            Map<RowName, Long> known = new HashMap<>();
            near.cost().limits().forEach(each -> known.put(each.limit(), each.pico()));
            double[] largest = model.largestWeights();
            for (int row = 0; row < prices.rows().length; row++) {
                long price = known.getOrDefault(model.rows.name(row), 0L);
                prices.rows()[row] = Duals.clip(price, largest[row]);
            }
            DualBound judge = new DualBound(model, cost, prices);
            double[] unit = new double[model.columns()];
            Arrays.setAll(unit, column -> judge.price(column) / 1e12 / model.rate[column]);
            found = new PriceSearch.Found(prices, new double[unit.length], unit);
            Draft priced = new Draft(model);
            liked().fill(priced);
            take(priced);
        }

        private Greedy liked() {
            return new Greedy(model, column -> (long) (found.unit()[column] * model.rate[column] * 1e9));
        }

        private void take(Draft other) {
            best = other.betterThan(best) ? other : best;
        }

        void linear(LpSession session, String solverName) {
            Master master = new Master(model, session);
            start(master);
            ColumnGeneration generation = new ColumnGeneration(model, master, effort);
            double[] allowed = cover(generation);
            Optional<ColumnGeneration.Result> linear = stage(generation, cost, allowed);
            considered = master.columns();
            if (linear.isEmpty()) {
                return;
            }
            name = solverName;
            bound = linear.get().cost();
            take(new Finish(model, effort, effort.trials())
                    .finish(linear.get().replicas(), linear.get().duals()));
            duals = linear.map(ColumnGeneration.Result::duals);
            long[] unplaced = best.unplaced();
            if (Arrays.stream(unplaced).anyMatch(each -> each > 0)) {
                // Once more with what whole replicas leave unplaced: it proves more of this plan.
                Arrays.setAll(allowed, level -> unplaced[level] / (double) Model.UNIT);
                duals = stage(generation, cost, allowed)
                        .map(ColumnGeneration.Result::duals)
                        .or(() -> duals);
            }
        }

        /** Of each class the places that the prices like best, those that it is in, and those of the plan so far. */
        private void start(Master master) {
            Greedy liked = liked();
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
            boolean scarce = false;
            for (int level = 0; level < model.levels(); level++) {
                scarce |= unplaced[level] > 0;
                Duals prices = Duals.none(model);
                if (scarce) {
                    var result = stage(generation, new Stage(level, model.levels()), allowed);
                    double least = result.map(ColumnGeneration.Result::cost).orElse(unplaced[level] / 1000.0);
                    allowed[level] = least < 1e-6 ? 0 : least + 1e-7;
                    prices = result.map(ColumnGeneration.Result::duals).orElse(prices);
                }
                coverage.add(prices);
            }
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

        FleetSolution planned() {
            Duals proof = duals.orElseGet(this::searchFurther);
            truncated |= effort.lastResort().left().toMillis() <= 0;
            Outcome outcome = new Outcome(model, best, name, truncated);
            return new FleetSolution.Planned(
                    outcome.plan(),
                    outcome.certificate(coverage, proof),
                    model.left,
                    new FleetSolution.Spent(model.columns(), considered, rounds, bound));
        }

        /** Without a solver: more of the search, for the cost and for what is unplaced. */
        private Duals searchFurther() {
            PriceSearch search = new PriceSearch(model, cost);
            found = search.search(search.worth(best), STEPS_ALONE, effort.lastResort());
            take(new Finish(model, effort, effort.trials()).finish(found.replicas(), found.duals()));
            coverage.clear();
            for (int level = 0; level < model.levels(); level++) {
                Duals prices = Duals.none(model);
                if (best.unplaced()[level] > 0) {
                    PriceSearch covering = new PriceSearch(model, new Stage(level, model.levels()));
                    prices = covering.search(covering.worth(best), STEPS_ALONE / 4, effort.lastResort())
                            .duals();
                }
                coverage.add(prices);
            }
            return found.duals();
        }
    }
}
