package dev.windrose.local.bench;

import dev.windrose.placement.Money;
import dev.windrose.placement.optimum.Admission;
import dev.windrose.placement.optimum.Budget;
import dev.windrose.placement.optimum.Certificate;
import dev.windrose.placement.optimum.Effort;
import dev.windrose.placement.optimum.Fit;
import dev.windrose.placement.optimum.FleetOption;
import dev.windrose.placement.optimum.FleetPlan;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.FleetSolution;
import dev.windrose.placement.optimum.FleetSolver;
import dev.windrose.placement.optimum.LastResort;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.Placement;
import dev.windrose.placement.optimum.Proof;
import dev.windrose.placement.optimum.RowName;
import dev.windrose.placement.optimum.WorkloadClass;
import dev.windrose.placement.ortools.GlopSolver;
import dev.windrose.placement.proof.PlanVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The joint plan of 10,000 workloads on 1,000 clusters: time, proven gap, scarcity, what changed, one at a time. */
final class FleetPlanBench implements Bench {
    private static final long SEED = 7;
    private static final int SINGLES = 2_000;
    /** No solve may take longer: what it has by then is measured, and its rows say so. */
    private static final Duration MOST = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "placement-fleet";
    }

    @Override
    public String about() {
        return "the joint plan of 10,000 workloads on 1,000 clusters, with its proof";
    }

    @Override
    public List<Row> run(Ground ground) throws IOException {
        FleetWorld world = new FleetWorld(SEED, ground.data());
        ground.out().println(world.about() + "; solver " + solver().name());
        List<Row> rows = new ArrayList<>();

        FleetProblem free = world.free();
        FleetProblem fleet = free.withBudgets(budgets(world, free, solved("without budgets", free, ground)));
        FleetSolution.Planned full = full(fleet, ground, rows);
        rows.add(Row.atMost("fleet: most memory so far, resident", ResidentMemory.mostMib(), "MiB", 2_048));
        rows.addAll(new FleetChanges(fleet, full, FleetPlanBench::solver, ground.out()).rows());
        singles(fleet, full, rows);
        certificate(fleet, full, rows);
        scarcity(world.scarce(fleet, 35), ground, rows);
        return rows;
    }

    /** A solver whose clock runs from now on. */
    private static FleetSolver solver() {
        long end = System.nanoTime() + MOST.toNanos();
        LastResort clock = () -> Duration.ofNanos(end - System.nanoTime());
        return new FleetSolver(Optional.of(new GlopSolver()), Effort.DEFAULT.withLastResort(clock));
    }

    /** What a row is called: whether the clock ended the plan that it measures. */
    static String row(String name, FleetPlan of) {
        return of.truncated() ? name + " (stopped after %d s)".formatted(MOST.toSeconds()) : name;
    }

    private FleetSolution.Planned solved(String what, FleetProblem fleet, Ground ground) {
        long from = System.nanoTime();
        var planned = (FleetSolution.Planned) solver().solve(fleet);
        long priced = planned.certificate().cost().limits().stream()
                .filter(each -> each.limit() instanceof RowName.Spend)
                .count();
        long spread = planned.certificate().cost().limits().stream()
                .filter(each -> each.limit() instanceof RowName.Region || each.limit() instanceof RowName.Cluster)
                .count();
        ground.out()
                .printf(
                        "%s: %.2f s%s, %s USD/h, bound %s, %d replicas on %d GPUs, unplaced %s; %s; binding: %d budgets, %d spreads%n",
                        what,
                        (System.nanoTime() - from) / 1e9,
                        planned.plan().truncated() ? " (stopped)" : "",
                        planned.plan().totals().cost(),
                        planned.certificate().leastCost(),
                        planned.plan().totals().replicas(),
                        planned.plan().totals().gpus(),
                        planned.plan().unplacedByPriority(),
                        planned.effort(),
                        priced,
                        spread);
        return planned;
    }

    private static List<Budget> budgets(FleetWorld world, FleetProblem fleet, FleetSolution.Planned planned) {
        Map<String, Money> spent = new HashMap<>();
        Map<String, Integer> gpus = new HashMap<>();
        Map<OptionKey, FleetOption> options =
                fleet.options().stream().collect(Collectors.toMap(FleetOption::key, each -> each));
        Map<String, WorkloadClass> classes =
                fleet.classes().stream().collect(Collectors.toMap(WorkloadClass::id, each -> each));
        for (Placement each : planned.plan().placements()) {
            FleetOption option = Objects.requireNonNull(options.get(each.option()));
            Fit fit = fleet.eligible()
                    .fit(Objects.requireNonNull(classes.get(each.workloads())), option)
                    .orElseThrow();
            int used = fit.gpus() * each.replicas();
            spent.merge(each.workloads(), option.allocated().times(used), Money::plus);
            gpus.merge(each.workloads(), used, Integer::sum);
        }
        return world.budgets(spent, gpus);
    }

    private FleetSolution.Planned full(FleetProblem fleet, Ground ground, List<Row> rows) {
        long from = System.nanoTime();
        FleetSolution.Planned full = solved("full plan", fleet, ground);
        rows.add(Row.atMost(row("fleet: full plan", full.plan()), seconds(from), "s", 10));
        double gap = full.certificate().gapPercent(full.plan()).orElse(100);
        // Rounded up here, so that the table never says less than was proven.
        rows.add(Row.atMost(
                row("fleet: full plan, proven gap of cost", full.plan()), Math.ceil(gap * 100) / 100, "%", 0.2));
        return full;
    }

    private static void singles(FleetProblem fleet, FleetSolution.Planned full, List<Row> rows) {
        var admission = new Admission(fleet, full.plan(), full.certificate());
        var samples = new Samples();
        long from = System.nanoTime();
        for (int i = 0; i < SINGLES; i++) {
            WorkloadClass like = fleet.classes().get(i * 7 % fleet.classes().size());
            long start = System.nanoTime();
            admission.place(like);
            samples.add(System.nanoTime() - start);
        }
        double seconds = seconds(from);
        rows.add(Row.atMost("fleet: one workload, engine, p99", samples.percentile(99), "ms", 50));
        rows.add(Row.atLeast("fleet: one workload after the other, engine", SINGLES / seconds, "/s", 1_000));
    }

    /** The verifier on this plan, and on plans changed by one replica or one cent. */
    private static void certificate(FleetProblem fleet, FleetSolution.Planned full, List<Row> rows) {
        FleetPlan plan = full.plan();
        Certificate certificate = full.certificate();
        boolean accepted = PlanVerifier.complaints(fleet, plan, certificate).isEmpty();
        int rejected = 0;
        List<FleetPlan> changed = List.of(more(plan, 0, 1), more(plan, 0, -1), cent(plan, 10_000), cent(plan, -10_000));
        for (FleetPlan each : changed) {
            rejected += PlanVerifier.complaints(fleet, each, certificate).isEmpty() ? 0 : 1;
        }
        Proof cost = certificate.cost();
        var boast = new Certificate(
                certificate.plan(),
                certificate.coverage(),
                new Proof(cost.priority(), cost.bound() + 10_000, cost.limits(), cost.unplaced()));
        rejected += PlanVerifier.complaints(fleet, plan, boast).isEmpty() ? 0 : 1;
        rows.add(Row.atLeast("fleet: certificate accepted", accepted ? 1 : 0, "of 1", 1));
        rows.add(Row.atLeast("fleet: changed by a replica or a cent, rejected", rejected, "of 5", 5));
    }

    private static FleetPlan more(FleetPlan plan, int index, int change) {
        List<Placement> placements = new ArrayList<>(plan.placements());
        Placement each = placements.get(index);
        placements.set(index, new Placement(each.workloads(), each.option(), each.replicas() + change));
        return new FleetPlan(
                placements, plan.unplaced(), plan.unplacedByPriority(), plan.totals(), plan.solver(), plan.truncated());
    }

    private static FleetPlan cent(FleetPlan plan, long micros) {
        FleetPlan.Totals totals = plan.totals();
        var other = new FleetPlan.Totals(
                totals.replicas(),
                totals.gpus(),
                totals.marginal().plus(Money.ofMicros(micros)),
                totals.penalties(),
                totals.moves(),
                totals.allocated());
        return new FleetPlan(
                plan.placements(), plan.unplaced(), plan.unplacedByPriority(), other, plan.solver(), plan.truncated());
    }

    private void scarcity(FleetProblem scarce, Ground ground, List<Row> rows) {
        long from = System.nanoTime();
        FleetSolution.Planned planned = solved("scarcity", scarce, ground);
        rows.add(Row.atMost(row("fleet: scarcity, 35 % of the GPUs", planned.plan()), seconds(from), "s", 20));
        planned.plan()
                .unplacedByPriority()
                .forEach((priority, missing) -> rows.add(unplaced(planned, priority, missing, ground.out())));
    }

    /** One priority: what is unplaced beyond the bound, in per cent of it; in replicas where the bound is 0, and then none may be. */
    private static Row unplaced(FleetSolution.Planned planned, int priority, long missing, PrintStream out) {
        long bound = planned.certificate().coverage().stream()
                .filter(proof -> proof.priority().orElseThrow() == priority)
                .mapToLong(Proof::bound)
                .findFirst()
                .orElse(0);
        out.printf(
                "scarcity: priority %d: %.1f replicas unplaced, no plan leaves less than %.1f%n",
                priority, missing / 1000.0, bound / 1000.0);
        String name = row("fleet: scarcity, priority %d, unplaced above the bound".formatted(priority), planned.plan());
        return bound > 0
                ? Row.atMost(name, Math.ceil(10_000.0 * (missing - bound) / bound) / 100, "%", 1)
                : Row.atMost(name + " of 0", Math.ceil(missing / 10.0) / 100, "replicas", 0);
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }
}
