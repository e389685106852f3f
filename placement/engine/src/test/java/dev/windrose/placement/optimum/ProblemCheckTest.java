package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.proof.PlanVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProblemCheckTest {
    private static final FleetOption PARIS = Fleets.option("paris", "eu", "h100", "2.00", 8);
    private static final WorkloadClass CHAT = WorkloadClass.of("chat", 0, 1, 2);
    private static final Eligible ANYWHERE = (_, _) -> Optional.of(Fit.of(1));

    @Test
    void anEmptyFleetIsPlanned() {
        assertThat(planned(FleetProblem.of(List.of(), List.of(), ANYWHERE))
                        .plan()
                        .placements())
                .isEmpty();
    }

    @Test
    void withoutClustersAllIsUnplacedAndProven() {
        FleetProblem fleet = FleetProblem.of(List.of(), List.of(CHAT), ANYWHERE);

        FleetSolution.Planned planned = planned(fleet);

        assertThat(planned.plan().unplaced()).containsEntry("chat", 2000L);
        assertThat(planned.certificate().coverage().getFirst().bound()).isEqualTo(2000);
        assertThat(PlanVerifier.complaints(fleet, planned.plan(), planned.certificate()))
                .isEmpty();
    }

    @Test
    void aMillionReplicasArePlanned() {
        var many = WorkloadClass.of("many", 0, 1_000, 1_000);
        var large = new FleetOption(PARIS.key(), "eu", PARIS.marginal(), PARIS.allocated(), 900_000, 0);
        FleetProblem fleet = FleetProblem.of(List.of(large), List.of(many), ANYWHERE);

        assertThat(planned(fleet).plan().unplaced()).containsEntry("many", 100_000_000L);
    }

    @Test
    void refusesWhatIsNegativeOrAbsurd() {
        assertThat(kinds(new FleetOption(PARIS.key(), "eu", Money.ofMicros(-1), PARIS.allocated(), 8, 0)))
                .containsExactly(Problem.Kind.NEGATIVE);
        assertThat(kinds(new FleetOption(PARIS.key(), "eu", Money.parse("1001"), PARIS.allocated(), 8, 0)))
                .containsExactly(Problem.Kind.ABSURD);
        assertThat(kinds(new FleetOption(PARIS.key(), "eu", PARIS.marginal(), PARIS.allocated(), -1, 0)))
                .containsExactly(Problem.Kind.NEGATIVE);
        assertThat(kinds(new FleetOption(PARIS.key(), "eu", PARIS.marginal(), PARIS.allocated(), 8, 101)))
                .containsExactly(Problem.Kind.ABSURD);
        assertThat(kinds(WorkloadClass.of("chat", 0, 1, -1))).containsExactly(Problem.Kind.NEGATIVE);
        assertThat(kinds(WorkloadClass.of("chat", 0, 2_000, 1_000))).containsExactly(Problem.Kind.ABSURD);
        assertThat(kinds(WorkloadClass.of("chat", 0, Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .contains(Problem.Kind.ABSURD);
    }

    @Test
    void refusesContradictionsAndUnknownNames() {
        assertThat(kinds(CHAT.withSpread(Optional.of(new Limit.Percent(0)), Optional.empty())))
                .containsExactly(Problem.Kind.CONTRADICTORY);
        var unknown =
                new FleetOption(Fleets.key("paris", "h100", CapacityTier.UNKNOWN), "eu", Money.ZERO, Money.ZERO, 8, 0);
        assertThat(kinds(unknown)).containsExactly(Problem.Kind.CONTRADICTORY);
        FleetProblem fleet = FleetProblem.of(List.of(PARIS), List.of(CHAT), ANYWHERE);
        assertThat(kinds(fleet.withBudgets(List.of(Budget.gpus("b", Set.of("other"), 1)))))
                .containsExactly(Problem.Kind.UNKNOWN_NAME);
        assertThat(kinds(fleet.withCuts(List.of(new Cut(Fleets.key("rome", "h100", CapacityTier.SPOT), 1, 1)))))
                .containsExactly(Problem.Kind.UNKNOWN_NAME);
        assertThat(kinds(FleetProblem.of(List.of(PARIS, PARIS), List.of(CHAT), ANYWHERE)))
                .containsExactly(Problem.Kind.TWICE);
    }

    @Test
    void leavesOutFitsThatMakeNoSenseAndSaysSo() {
        for (double throughput : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 1e9}) {
            FleetProblem fleet = FleetProblem.of(
                    List.of(PARIS), List.of(CHAT), (_, _) -> Optional.of(new Fit(1, throughput, Money.ZERO)));

            FleetSolution.Planned planned = planned(fleet);

            assertThat(planned.notes()).hasSize(1);
            assertThat(planned.plan().unplaced()).containsEntry("chat", 2000L);
        }
    }

    @Test
    void partsOfAReplicaAreNotSharedByWorkloads() {
        FleetProblem fleet = FleetProblem.of(
                List.of(PARIS), List.of(CHAT.withWorkloads(2)), (_, _) -> Optional.of(new Fit(1, 1.5, Money.ZERO)));

        assertThat(planned(fleet).notes().getFirst().kind()).isEqualTo(Problem.Kind.CONTRADICTORY);
    }

    @Test
    void aClockThatRanOutGivesThePlanSoFarMarked() {
        FleetProblem fleet = FleetProblem.of(List.of(PARIS), List.of(CHAT), ANYWHERE);
        Effort none = Effort.DEFAULT.withLastResort(() -> Duration.ofSeconds(-1));

        var planned = (FleetSolution.Planned) new FleetSolver(Optional.empty(), none).solve(fleet);

        assertThat(planned.plan().truncated()).isTrue();
        assertThat(PlanVerifier.complaints(fleet, planned.plan(), planned.certificate()))
                .isEmpty();
    }

    @Test
    void whatRunsIsNotStoppedByABudget() {
        var running = CHAT.withPresent(Money.ZERO, Map.of(PARIS.key(), 2));
        FleetProblem fleet = FleetProblem.of(List.of(PARIS), List.of(running), ANYWHERE)
                .withBudgets(List.of(Budget.hourly("b", Set.of("chat"), Money.parse("1"))));

        assertThat(planned(fleet).plan().unplaced()).isEmpty();
        assertThat(planned(fleet.withClasses(List.of(CHAT))).plan().unplaced()).containsEntry("chat", 2000L);
    }

    @Test
    void aDearerPlaceIsLeftOnlyWhereTheMovePays() {
        FleetOption milan = Fleets.option("milan", "eu", "h100", "1.50", 8);
        for (var move : Map.of("0.40", "milan", "0.60", "paris").entrySet()) {
            var there = CHAT.withPresent(Money.parse(move.getKey()), Map.of(PARIS.key(), 2));

            FleetSolution.Planned planned = planned(FleetProblem.of(List.of(PARIS, milan), List.of(there), ANYWHERE));

            assertThat(planned.plan().placements())
                    .extracting(each -> each.option().cluster().value())
                    .containsExactly(move.getValue());
        }
    }

    private static FleetSolution.Planned planned(FleetProblem fleet) {
        return (FleetSolution.Planned) new FleetSolver(Optional.empty(), Effort.DEFAULT).solve(fleet);
    }

    private static List<Problem.Kind> kinds(FleetOption option) {
        return kinds(FleetProblem.of(List.of(option), List.of(CHAT), ANYWHERE));
    }

    private static List<Problem.Kind> kinds(WorkloadClass workloads) {
        return kinds(FleetProblem.of(List.of(PARIS), List.of(workloads), ANYWHERE));
    }

    private static List<Problem.Kind> kinds(FleetProblem fleet) {
        return new FleetSolver(Optional.empty(), Effort.DEFAULT).solve(fleet) instanceof FleetSolution.Refused refused
                ? new ArrayList<>(refused.problems().stream()
                        .map(Problem::kind)
                        .distinct()
                        .toList())
                : List.of();
    }
}
