package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A namespace's budget stops what is new or dearer, never what runs, and says what it would take. */
class BudgetTest {
    private final World world = new World()
            .cluster("a", "eu-1", World.node("n1", "L4", 8), World.node("n2", "L4", 8))
            .price("eu-1", "l4-x8", "8");

    private void budget(String dollars, Integer gpus) {
        world.budgets.clear();
        world.budgets.add(new Budget(
                "team-a", "monthly", Optional.ofNullable(dollars).map(Money::parse), Optional.ofNullable(gpus)));
    }

    @Test
    void theThirdWorkloadFindsTheBudgetSpentAndSaysSo() {
        budget("4", null);
        world.workload("one", 2, GpuAsk.of(1, "L4"));
        world.workload("two", 2, GpuAsk.of(1, "L4"));
        var three = world.workload("wait", 1, GpuAsk.of(1, "L4"));

        var report = World.report(world.settle(), three);

        assertThat(report.placed()).isZero();
        assertThat(report.waitingOn()).isEqualTo(WaitingOn.BUDGET);
        assertThat(report.waitingDetail())
                .isEqualTo("1 of 1 replicas have no place: budget team-a/monthly allows 4.00 USD/h, 4.00 are spent and"
                        + " one more replica costs 1.00: raise spec.maxHourlyCost, or scale something down");
        assertThat(report.candidates()).extracting(CandidateReport::reason).containsOnly(Reason.BUDGET);
    }

    @Test
    void asManyReplicasArePlacedAsAreAffordable() {
        budget(null, 6);
        var many = world.workload("many", 4, GpuAsk.of(2, "L4"));

        assertThat(World.report(world.settle(), many).placed()).isEqualTo(3);
    }

    @Test
    void aLoweredBudgetTakesNothingAwayAndLetsNothingIn() {
        var runs = world.workload("runs", 4, GpuAsk.of(1, "L4"));
        world.settle();
        budget("2", 2);
        var late = world.workload("late", 1, GpuAsk.of(1, "L4"));

        var planned = world.settle();

        assertThat(world.where(runs)).containsEntry("a", 4);
        assertThat(World.report(planned, late).waitingOn()).isEqualTo(WaitingOn.BUDGET);
    }

    @Test
    void whoComesFirstInTheOrderCannotSpendWhatALaterOneRunsOn() {
        var runs = world.workload("runs", 2, GpuAsk.of(1, "L4"));
        world.settle();
        budget("3", null);
        var important = new WorkloadDemand(
                World.uid("important"),
                "team-a",
                "important",
                1,
                World.START.plusSeconds(9),
                1000,
                Optional.empty(),
                2,
                runs.model(),
                runs.gpu(),
                runs.policy(),
                runs.tolerations());
        world.workloads.put(important.uid(), important);

        var planned = world.settle();

        assertThat(World.report(planned, important).placed()).isEqualTo(1);
        assertThat(world.where(runs)).containsEntry("a", 2);
    }

    @Test
    void aCeilingIsNotCheckedAgainstAPriceThatNobodyKnows() {
        world.cluster("b", "eu-2", World.node("n1", "T4", 8));
        budget("100", null);
        var unpriced = world.workload("unpriced", 1, GpuAsk.of(1, "T4"));
        var runs = world.workload("runs", 1, GpuAsk.of(1, "L4"));
        assertThat(World.report(world.settle(), unpriced).placed()).isZero();
        assertThat(world.where(runs)).containsEntry("a", 1);

        world.nodePrices.clear(); // what runs has no known price any more
        world.price("eu-9", "x", "1");
        var more = world.workload("more", 1, GpuAsk.of(1, "L4"));

        assertThat(World.report(world.settle(), more).placed()).isZero();
        assertThat(world.where(runs)).containsEntry("a", 1);
    }

    @Test
    void aMoveThatSavesIsAllowedEvenOverTheBudget() {
        world.cluster("b", "eu-2", World.node("n1", "L4", 8)).price("eu-2", "l4-x8", "80");
        var runs = world.workload("runs", 2, GpuAsk.of(1, "L4"));
        world.settle();
        assertThat(world.where(runs)).containsEntry("a", 2);
        budget("1", null);
        world.price("eu-2", "l4-x8", "4");
        world.now = world.now.plus(PlannerSettings.DEFAULT.moves().dwell());

        world.settle();

        assertThat(world.where(runs)).containsEntry("b", 2).doesNotContainKey("a");
    }

    @Test
    void otherNamespacesHaveTheirOwn() {
        world.budgets.add(new Budget("team-b", "none", Optional.of(Money.ZERO), Optional.of(0)));
        var free = world.workload("free", 3, GpuAsk.of(1, "L4"));

        assertThat(World.report(world.settle(), free).placed()).isEqualTo(3);
    }

    @Test
    void everyBudgetOfANamespaceCounts() {
        budget("100", null);
        world.budgets.add(new Budget("team-a", "gpus", Optional.empty(), Optional.of(1)));
        var two = world.workload("two", 2, GpuAsk.of(1, "L4"));

        assertThat(World.report(world.settle(), two).placed()).isEqualTo(1);
    }

    @Test
    void negativeCeilingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Budget("a", "b", Optional.of(Money.ofMicros(-1)), Optional.empty()))
                .withMessageContaining("must not be negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Budget("a", "b", Optional.empty(), Optional.of(-1)))
                .withMessageContaining("must not be negative");
    }
}
