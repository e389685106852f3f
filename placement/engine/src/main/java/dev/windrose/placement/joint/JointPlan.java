package dev.windrose.placement.joint;

import dev.windrose.placement.Assignment;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.Money;
import dev.windrose.placement.Phase;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.optimum.Certificate;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.FleetSolution;
import dev.windrose.placement.optimum.FleetSolver;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.Placement;
import dev.windrose.placement.optimum.Problem;
import dev.windrose.placement.optimum.Proof;
import dev.windrose.placement.optimum.RowName;
import dev.windrose.placement.optimum.WorkloadClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Solves the fleet at once and says what of it helps a planner that looks at one workload at a time: the prices of the
 * proof as what GPUs are worth to others, and which replicas stand where the joint plan needs the place for somebody who
 * waits. Slow, so not for the path of a change.
 */
public final class JointPlan {
    private static final long PICO_OF_MICRO = 1_000_000;

    /** Each takes some hundred bytes while it is solved. */
    private static final long MOST_PAIRS = 1_000_000;

    private final JointProblem joint;
    private final FleetProblem problem;
    private final PlanningInput input;
    private final Map<Guidance.Place, Money> worth = new HashMap<>();
    private final Map<WorkloadUid, List<Guidance.Way>> ways = new HashMap<>();

    private JointPlan(PlanningInput input) {
        this.input = input;
        this.joint = new JointProblem(input);
        this.problem = joint.problem();
    }

    /** What came of it. */
    public sealed interface Answer {
        record Advice(Guidance guidance) implements Answer {}

        /** The problem makes no sense to the solver, and there is no advice. */
        record Refused(List<Problem> problems) implements Answer {}
    }

    /** Solves the fleet of an input. Equal inputs give equal advice on the same solver, unless a clock ends it. */
    public static Answer solve(PlanningInput input, FleetSolver solver) {
        JointPlan plan = new JointPlan(input);
        if (plan.joint.pairs() > MOST_PAIRS) {
            return new Answer.Refused(List.of(new Problem(
                    Problem.Kind.ABSURD,
                    "fleet",
                    "%d pairs of workloads that are alike and places are more than %d."
                            .formatted(plan.joint.pairs(), MOST_PAIRS))));
        }
        return switch (solver.solve(plan.problem)) {
            case FleetSolution.Planned planned -> new Answer.Advice(plan.guidance(planned));
            case FleetSolution.Refused(List<Problem> problems) -> new Answer.Refused(problems);
        };
    }

    /** The problem that is solved, for benches and tests. */
    public static FleetProblem problem(PlanningInput input) {
        return new JointPlan(input).problem;
    }

    private Guidance guidance(FleetSolution.Planned planned) {
        worth(planned.certificate());
        Map<String, SortedMap<OptionKey, Integer>> wanted = new HashMap<>();
        for (Placement each : planned.plan().placements()) {
            wanted.computeIfAbsent(each.workloads(), _ -> new TreeMap<>())
                    .merge(each.option(), each.replicas(), Integer::sum);
        }
        ways(wanted);
        long replicas = 0;
        long waiting = 0;
        for (WorkloadClass each : problem.classes()) {
            long demand = (long) each.workloads() * each.replicas();
            replicas += demand;
            waiting += Math.max(0, demand - sum(each.present()));
        }
        long unplaced = planned.plan().unplaced().values().stream()
                .mapToLong(thousandths -> Math.ceilDiv(thousandths, 1000))
                .sum();
        return new Guidance(
                worth,
                ways,
                new Guidance.Summary(
                        input.now(),
                        planned.plan().solver(),
                        planned.certificate().gapPercent(planned.plan()),
                        planned.plan().truncated(),
                        replicas,
                        waiting,
                        unplaced));
    }

    /** Rounded up to three digits: a price that hardly changed makes no new plan. */
    private void worth(Certificate certificate) {
        for (Proof.Price price : certificate.cost().limits()) {
            if (price.limit() instanceof RowName.Capacity(OptionKey option) && price.pico() < 0) {
                long micros = Math.ceilDiv(-price.pico(), PICO_OF_MICRO);
                long step = 1;
                while (micros / step >= 1000) {
                    step *= 10;
                }
                worth.put(joint.spot(option).place(), Money.ofMicros(Math.ceilDiv(micros, step) * step));
            }
        }
    }

    /** Who stands where a class of at least his priority waits for the place, and where else the plan has him. */
    private void ways(Map<String, SortedMap<OptionKey, Integer>> wanted) {
        SortedMap<OptionKey, Integer> waitedFor = new TreeMap<>();
        for (WorkloadClass each : problem.classes()) {
            long missing = (long) each.workloads() * each.replicas() - sum(each.present());
            SortedMap<OptionKey, Integer> plan = wanted.getOrDefault(each.id(), new TreeMap<>());
            if (missing > 0) {
                plan.forEach((option, count) -> {
                    if (count > each.present().getOrDefault(option, 0)) {
                        waitedFor.merge(option, each.priority(), Math::max);
                    }
                });
            }
        }
        for (WorkloadClass each : problem.classes()) {
            ways(each, wanted.getOrDefault(each.id(), new TreeMap<>()), waitedFor);
        }
    }

    private void ways(WorkloadClass each, SortedMap<OptionKey, Integer> plan, SortedMap<OptionKey, Integer> waitedFor) {
        SortedMap<OptionKey, Integer> more = new TreeMap<>();
        plan.forEach((option, count) -> {
            int coming = count - each.present().getOrDefault(option, 0);
            if (coming > 0) {
                more.put(option, coming);
            }
        });
        each.present().forEach((from, count) -> {
            int surplus = count - plan.getOrDefault(from, 0);
            Integer priority = waitedFor.get(from);
            if (surplus > 0 && priority != null && priority >= each.priority()) {
                leave(each, from, surplus, more);
            }
        });
    }

    private void leave(WorkloadClass each, OptionKey from, int surplus, SortedMap<OptionKey, Integer> more) {
        int left = surplus;
        List<Assignment> all = joint.group(each.id()).rows();
        List<Assignment> leaving = all.stream()
                .filter(row -> JointProblem.option(Guidance.Place.of(row.key())).equals(from))
                .sorted(Comparator.comparing(row -> surging(all, row).isEmpty()))
                .toList();
        for (Assignment row : leaving) {
            int here = Math.min(left, row.replicas());
            for (Assignment coming : surging(all, row)) {
                int count = Math.min(here, coming.replicas());
                if (count > 0) {
                    way(row, Guidance.Place.of(coming.key()), count);
                    here -= count;
                    left -= count;
                }
            }
            for (Map.Entry<OptionKey, Integer> to : more.entrySet()) {
                int count = Math.min(here, to.getValue());
                if (count > 0) {
                    way(row, joint.spot(to.getKey()).place(), count);
                    to.setValue(to.getValue() - count);
                    here -= count;
                    left -= count;
                }
            }
        }
    }

    private void way(Assignment row, Guidance.Place to, int replicas) {
        ways.computeIfAbsent(row.key().workload(), _ -> new ArrayList<>(1))
                .add(new Guidance.Way(row.key(), row.version(), to, replicas));
    }

    /** Where replicas of a row that serves are on their way to: what was begun is advised until it is done. */
    private static List<Assignment> surging(List<Assignment> rows, Assignment row) {
        return row.phase() == Phase.SURGING
                ? List.of()
                : rows.stream()
                        .filter(each -> each.phase() == Phase.SURGING
                                && each.key().workload().equals(row.key().workload()))
                        .toList();
    }

    private static long sum(Map<OptionKey, Integer> replicas) {
        return replicas.values().stream().mapToLong(Integer::intValue).sum();
    }
}
