package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.proof.PlanVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateTest {
    private static final FleetProblem FLEET = FleetProblem.of(
                    List.of(
                            Fleets.option("paris", "eu", "h100", "2.00", 8),
                            Fleets.option("milan", "eu", "h100", "3.00", 8),
                            Fleets.option("ohio", "us", "h100", "5.00", 8)),
                    List.of(
                            WorkloadClass.of("chat", 10, 2, 4)
                                    .withSpread(Optional.of(new Limit.Percent(75)), Optional.empty()),
                            WorkloadClass.of("batch", 0, 1, 9)),
                    (workloads, _) -> Optional.of(Fit.of(workloads.id().equals("chat") ? 2 : 1)))
            .withBudgets(List.of(Budget.hourly("lab", Set.of("batch"), Money.parse("20"))));

    private static final FleetSolution.Planned SOLVED =
            (FleetSolution.Planned) new FleetSolver(Optional.empty(), Effort.DEFAULT).solve(FLEET);

    @Test
    void acceptsThePlan() {
        assertThat(complaints(SOLVED.plan())).isEmpty();
        assertThat(SOLVED.plan().unplacedByPriority()).containsEntry(10, 0L);
    }

    @Test
    void rejectsOneReplicaMoreOrLessAnywhere() {
        for (int i = 0; i < SOLVED.plan().placements().size(); i++) {
            for (int change : new int[] {-1, 1}) {
                List<Placement> placements = new ArrayList<>(SOLVED.plan().placements());
                Placement each = placements.get(i);
                placements.set(i, new Placement(each.workloads(), each.option(), each.replicas() + change));

                assertThat(complaints(with(placements, SOLVED.plan().totals()))).isNotEmpty();
            }
        }
    }

    @Test
    void rejectsOneReplicaElsewhere() {
        List<Placement> placements = new ArrayList<>(SOLVED.plan().placements());
        Placement first = placements.getFirst();
        Placement other = placements.stream()
                .filter(each -> each.workloads().equals(first.workloads()) && !each.equals(first))
                .findFirst()
                .orElseThrow();
        placements.set(0, new Placement(first.workloads(), first.option(), first.replicas() - 1));
        placements.set(
                placements.indexOf(other), new Placement(other.workloads(), other.option(), other.replicas() + 1));

        assertThat(complaints(with(placements, SOLVED.plan().totals()))).isNotEmpty();
    }

    @Test
    void rejectsOneCentInThePlan() {
        for (long cent : new long[] {-10_000, 10_000}) {
            FleetPlan.Totals totals = SOLVED.plan().totals();
            var changed = new FleetPlan.Totals(
                    totals.replicas(),
                    totals.gpus(),
                    totals.marginal().plus(Money.ofMicros(cent)),
                    totals.penalties(),
                    totals.moves(),
                    totals.allocated());

            assertThat(complaints(with(SOLVED.plan().placements(), changed))).isNotEmpty();
        }
    }

    @Test
    void rejectsABoundThatThePricesDoNotProve() {
        Proof cost = SOLVED.certificate().cost();
        var better = new Proof(cost.priority(), cost.bound() + 10_000, cost.limits(), cost.unplaced());
        var certificate = new Certificate(
                SOLVED.certificate().plan(), SOLVED.certificate().coverage(), better);

        assertThat(PlanVerifier.complaints(FLEET, SOLVED.plan(), certificate)).isNotEmpty();
    }

    @Test
    void rejectsAPriceOfTheWrongSign() {
        Proof cost = SOLVED.certificate().cost();
        List<Proof.Price> prices = new ArrayList<>(cost.limits());
        prices.add(
                new Proof.Price(new RowName.Capacity(FLEET.options().getFirst().key()), 1));
        var certificate = new Certificate(
                SOLVED.certificate().plan(),
                SOLVED.certificate().coverage(),
                new Proof(cost.priority(), cost.bound(), prices, cost.unplaced()));

        assertThat(PlanVerifier.complaints(FLEET, SOLVED.plan(), certificate)).isNotEmpty();
    }

    private static List<String> complaints(FleetPlan plan) {
        return PlanVerifier.complaints(FLEET, plan, SOLVED.certificate());
    }

    private static FleetPlan with(List<Placement> placements, FleetPlan.Totals totals) {
        FleetPlan plan = SOLVED.plan();
        return new FleetPlan(
                placements, plan.unplaced(), plan.unplacedByPriority(), totals, plan.solver(), plan.truncated());
    }
}
