package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Reservation;
import dev.windrose.placement.price.ReservedPrices;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reservations in the planner: what is paid for anyway comes first, and zero is a price there, not unknown. */
class ReservedNodesTest {
    private static final GpuAsk EIGHT = GpuAsk.of(8, "H100");

    private final World world = new World()
            .cluster("list", "us-east-1", World.node("l1", "H100", "p5.48xlarge", CapacityTier.ON_DEMAND, 8, 0))
            .cluster(
                    "ours",
                    "us-east-2",
                    World.node("o1", "H100", "p5.48xlarge", CapacityTier.RESERVED, 8, 0),
                    World.node("o2", "H100", "p5.48xlarge", CapacityTier.RESERVED, 8, 0))
            .price("us-east-1", "p5.48xlarge", "40.00");

    @Test
    void whatIsReservedIsTakenFirstAndCostsNothingMore() {
        world.workload("chat", 1, EIGHT);

        var planned = planned(2);

        assertThat(clusters(planned)).containsExactly("ours");
        assertThat(planned.report().totals().hourlyCost()).isEqualTo(Money.ZERO);
        assertThat(planned.report().totals().unpricedReplicas()).isZero();
    }

    /** One of two nodes is reserved, and nobody knows what the other costs. */
    @Test
    void beyondTheReservationAnUnknownPriceIsNotFree() {
        world.workload("chat", 1, EIGHT);

        assertThat(clusters(planned(1))).containsExactly("list");
    }

    @Test
    void beyondTheReservationAllSharePartOfTheBill() {
        world.price("us-east-2", "p5.48xlarge", "30.00").workload("chat", 1, EIGHT);

        var planned = planned(1);

        assertThat(clusters(planned)).containsExactly("ours");
        assertThat(planned.report().totals().hourlyCost()).isEqualTo(Money.parse("15.00"));
    }

    private PlanningResult.Planned planned(int reserved) {
        var in = world.input();
        var reservation = new Reservation(
                "aws",
                "us-east-2",
                Optional.empty(),
                "p5.48xlarge",
                CapacityTier.RESERVED,
                reserved,
                Money.ZERO,
                "CR-1");
        var prices = ReservedPrices.over(in.prices(), List.of(reservation), in.clusters());
        var result = new DefaultPlanner()
                .plan(new PlanningInput(
                        in.now(),
                        in.parent(),
                        in.clusters(),
                        in.workloads(),
                        prices,
                        in.budgets(),
                        in.stockOuts(),
                        in.spotHazards(),
                        in.assignments(),
                        in.observations(),
                        in.holds(),
                        in.calm(),
                        in.guidance(),
                        in.settings()));
        return (PlanningResult.Planned) result;
    }

    private static List<String> clusters(PlanningResult.Planned planned) {
        return planned.plan().assignments().stream()
                .map(row -> row.key().cluster().value())
                .toList();
    }
}
