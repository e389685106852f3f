package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.Money;
import dev.windrose.placement.ortools.GlopSolver;
import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans of the programme over pools: of fleets with places that are alike, compared with the programme of all places. */
class PoolsPropertyTest {
    private static final FleetSolver EXACT = solver(0);
    /** Takes what pools give, however well it is proven. */
    private static final FleetSolver POOLS = solver(1_000_000_000);

    private static FleetSolver solver(long goodEnoughPpm) {
        return new FleetSolver(
                Optional.of(new GlopSolver()), new Effort(40, 100_000, 200_000, 3, goodEnoughPpm, LastResort.NONE));
    }

    @BeforeAll
    static void available() {
        Optional<String> missing = new GlopSolver().unavailable();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing);
    }

    /** Random fleets in which most places have one or two others that are like them, but for the price and the cluster. */
    private record Alike(Generator<Fleets.Small> of) implements Generator<Fleets.Small> {
        @Override
        public Fleets.Small next(RandomGenerator random) {
            Fleets.Small small = of.next(random);
            List<FleetOption> options = new ArrayList<>();
            Map<String, Map<OptionKey, Fit>> fits = new TreeMap<>();
            small.fits().forEach((id, each) -> fits.put(id, new TreeMap<>(each)));
            for (FleetOption each : small.options()) {
                options.add(each);
                for (int i = random.nextInt(3); i > 0; i--) {
                    OptionKey key = Fleets.key(
                            each.key().cluster().value() + "-" + i,
                            each.key().kind(),
                            each.key().tier());
                    Money dearer = each.marginal().plus(Money.ofMicros(random.nextInt(3) * 20_000L));
                    options.add(new FleetOption(
                            key, each.region(), dearer, each.allocated(), each.capacity(), each.headroomPercent()));
                    fits.values().forEach(own -> {
                        Fit fit = own.get(each.key());
                        if (fit != null) {
                            own.put(key, fit);
                        }
                    });
                }
            }
            return new Fleets.Small(options, small.classes(), fits, small.budgets(), small.cuts());
        }

        @Override
        public List<Fleets.Small> simpler(Fleets.Small value) {
            return of.simpler(value);
        }
    }

    @Test
    void everyPlanKeepsAllLimitsAndItsProofHoldsOfTheFleetAsItIs() {
        Seeded.forAll(400, new Alike(new Fleets(8, 6, 6)), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) POOLS.solve(fleet);

            assertThat(PlanVerifier.complaints(fleet, planned.plan(), planned.certificate()))
                    .isEmpty();
        });
    }

    @Test
    void noOptimumIsBelowTheBound() {
        Seeded.forAll(200, new Alike(new Fleets(2, 3, 3)), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) POOLS.solve(fleet);

            Oracle.best(fleet, 20_000).ifPresent(best -> Optimality.check(planned, best));
        });
    }

    @Test
    void ofWholeGpusWithoutBudgetsAndClustersTheProgrammeIsThatOfAllPlaces() {
        var compared = new AtomicInteger();
        Seeded.forAll(300, new Alike(new Fleets(8, 4, 6)), small -> {
            FleetProblem whole = small.problem();
            Eligible simple = (workloads, option) ->
                    whole.eligible().fit(workloads, option).map(fit -> new Fit(1, 1, fit.penalty()));
            List<WorkloadClass> classes = whole.classes().stream()
                    .map(each -> each.withSpread(each.perRegion(), Optional.empty()))
                    .toList();
            FleetProblem fleet = FleetProblem.of(whole.options(), classes, simple);

            var pools = (FleetSolution.Planned) POOLS.solve(fleet);
            var exact = (FleetSolution.Planned) EXACT.solve(fleet);

            if (pools.plan().unplaced().isEmpty() && exact.plan().unplaced().isEmpty()) {
                compared.incrementAndGet();
                assertThat(pools.certificate().cost().bound())
                        .isCloseTo(exact.certificate().cost().bound(), within(200L));
            }
        });
        assertThat(compared.get()).isGreaterThan(20);
    }

    @Test
    void equalProblemsGiveEqualPlans() {
        Seeded.forAll(
                50,
                new Alike(new Fleets(8, 6, 6)),
                small -> assertThat(POOLS.solve(small.problem())).isEqualTo(POOLS.solve(small.problem())));
    }
}
