package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.FreezeWindow;
import dev.windrose.placement.calm.MoveBudget;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.calm.MoveRule;
import dev.windrose.placement.inventory.CapacityTier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the planner does with savings: which it follows and when, and what it says of those that it does not. */
class CalmTest {
    private static final MoveRule RULE = MoveRule.DEFAULT;

    /** Two clusters with room; all begin in a. */
    private final World world = new World()
            .cluster("a", "eu-1", World.node("n1", "L4", 8))
            .cluster("b", "eu-2", World.node("n1", "L4", 8))
            .price("eu-1", "l4-x8", "8")
            .price("eu-2", "l4-x8", "10");

    private WorkloadDemand placed(String name) {
        WorkloadDemand workload = world.workload(name, 1, GpuAsk.of(1, "L4"));
        world.settle();
        assertThat(world.where(workload)).isEqualTo(Map.of("a", 1));
        return workload;
    }

    private Stay stay(WorkloadDemand workload) {
        return World.report(world.plan(), workload).stays().getFirst();
    }

    private void later(Duration time) {
        world.now = world.now.plus(time);
    }

    @Test
    void aSmallSteadySavingIsFollowedOnceStayingHasCostTenMoves() {
        WorkloadDemand chat = placed("chat");
        world.price("eu-2", "l4-x8", "7.68"); // 0.04 of 1.00 a replica; a move costs 0.48
        world.settle();
        later(Duration.ofHours(119));

        assertThat(world.step().changes().isEmpty()).isTrue();
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.SAVING_TOO_SMALL);
        assertThat(stay(chat).detail())
                .startsWith("b on 1xL4 (l4-x8) on-demand saves 0.04 USD/h (4.0 %), but at once only 5 % move it")
                .contains("a move costs 0.48 USD a replica, staying had cost 0.00 by 2026-03-01T12:01:02Z")
                .contains("is acted on at 4.80, from 2026-03-06T12:01:02Z on");

        later(Duration.ofHours(1).plusMinutes(2));

        Move move = world.step().changes().moves().getFirst();
        assertThat(move.reason()).isEqualTo(MoveReason.REGRET);
        assertThat(move.saving()).isEqualTo(Money.parse("0.04"));
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("b", 1));
    }

    @Test
    void whatStayingHasCostIsKeptWhileTheDifferenceChangesAndForgottenWhenThereIsNone() {
        WorkloadDemand chat = placed("chat");
        world.price("eu-2", "l4-x8", "7.68");
        world.settle();
        later(Duration.ofHours(50));
        world.price("eu-2", "l4-x8", "7.84"); // half of it from now on
        world.step();

        assertThat(stay(chat).staying().owedMicros()).isBetween(2_000_000L, 2_010_000L);
        assertThat(stay(chat).staying().microsPerHour()).isEqualTo(20_000);

        world.price("eu-2", "l4-x8", "8");
        world.step();
        assertThat(World.report(world.plan(), chat).stays()).isEmpty();
        assertThat(world.calm.staying()).isEmpty();
    }

    @Test
    void aSavingThatOneRefreshSaysMovesNothing() {
        WorkloadDemand chat = placed("chat");
        Prices before = world.input().prices();
        world.price("eu-2", "l4-x8", "4");
        Prices now = world.input().prices();
        later(Duration.ofHours(1));

        world.prices(RefreshedPrices.of(now, before));
        assertThat(world.step().changes().isEmpty()).isTrue();
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.ONE_REFRESH);
        assertThat(stay(chat).staying().microsPerHour()).isZero();

        world.prices(RefreshedPrices.of(now, Prices.none())); // nobody knows what it cost before
        assertThat(world.step().changes().isEmpty()).isTrue();

        world.prices(RefreshedPrices.of(now, now));
        assertThat(world.step().changes().moves()).hasSize(1);
    }

    @Test
    void ofTwoRefreshesTheSmallerSavingCounts() {
        WorkloadDemand chat = placed("chat");
        world.price("eu-2", "l4-x8", "7.7");
        Prices before = world.input().prices();
        world.price("eu-2", "l4-x8", "4");
        later(Duration.ofHours(1));

        world.prices(RefreshedPrices.of(world.input().prices(), before));

        assertThat(world.step().changes().isEmpty()).isTrue();
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.SAVING_TOO_SMALL);
        assertThat(stay(chat).saving()).isEqualTo(Money.parse("0.0375"));
    }

    @Test
    void aWorkloadMovesNoOftenerThanItsBudgetAllows() {
        WorkloadDemand chat = placed("chat");
        world.settings = settings(
                new MoveRule(5, RULE.horizon(), RULE.moving(), Duration.ofMinutes(1), 10, RULE.budget(), List.of()));
        for (String price : List.of("4", "20")) {
            later(Duration.ofMinutes(10));
            world.price("eu-2", "l4-x8", price);
            world.settle();
        }
        assertThat(world.where(chat)).as("moved there and back").isEqualTo(Map.of("a", 1));
        later(Duration.ofMinutes(10));
        world.price("eu-2", "l4-x8", "4");
        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("a", 1));
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.WORKLOAD_BUDGET);
        assertThat(stay(chat).detail())
                .isEqualTo("b on 1xL4 (l4-x8) on-demand saves 0.50 USD/h (50.0 %), but moved 2 times in PT1H already");

        later(Duration.ofHours(1));
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("b", 1));
    }

    @Test
    void theFleetMovesNoOftenerThanItsBudgetAllowsWithinOnePassAndAfterIt() {
        for (String name : List.of("one", "two", "three")) {
            placed(name);
        }
        world.settings = settings(new MoveRule(
                5,
                RULE.horizon(),
                RULE.moving(),
                RULE.dwell(),
                10,
                new MoveBudget(2, 2, Duration.ofHours(1)),
                List.of()));
        world.price("eu-2", "l4-x8", "4");
        later(Duration.ofHours(1));

        assertThat(world.step().changes().moves()).hasSize(2);
        world.settle();
        assertThat(world.calm.ledger().moves()).hasSize(2);
        WorkloadDemand waits = world.workloads.values().stream()
                .filter(each -> world.where(each).containsKey("a"))
                .findFirst()
                .orElseThrow();
        assertThat(stay(waits).reason()).isEqualTo(MoveReason.FLEET_BUDGET);

        world.calm = new Calm(MoveLedger.EMPTY, world.calm.staying()); // what budgets count is over
        world.settle();
        assertThat(world.where(waits)).isEqualTo(Map.of("b", 1));
    }

    @Test
    void aBudgetThatIsFreeAgainEndsWhatWasDecidedWithoutIt() {
        placed("chat");
        world.settings = settings(new MoveRule(
                5,
                RULE.horizon(),
                RULE.moving(),
                RULE.dwell(),
                10,
                new MoveBudget(2, 1, Duration.ofHours(1)),
                List.of()));
        world.price("eu-2", "l4-x8", "4");
        later(Duration.ofHours(1));
        world.calm = new Calm(
                new MoveLedger(List.of(new MoveLedger.Move("other", world.now.minus(Duration.ofMinutes(30))))),
                Map.of());
        world.step();
        var planner = new DefaultPlanner();
        PlanMemory memory = planner.first(world.input()).memory().orElseThrow();
        later(Duration.ofMinutes(29));
        assertThat(planner.next(memory, world.input()).planned()).isZero();

        later(Duration.ofMinutes(1));

        assertThat(planner.next(memory, world.input()).planned()).isEqualTo(1);
    }

    @Test
    void whatStayingCostsEndsADecisionWhenItIsEnough() {
        placed("chat");
        world.price("eu-2", "l4-x8", "7.68");
        world.settle();
        later(Duration.ofHours(1));
        var planner = new DefaultPlanner();
        PlanMemory memory = planner.first(world.input()).memory().orElseThrow();
        later(Duration.ofHours(118));
        assertThat(planner.next(memory, world.input()).planned()).isZero();

        later(Duration.ofHours(1).plusMinutes(2));

        assertThat(planner.next(memory, world.input()).planned()).isEqualTo(1);
    }

    @Test
    void aBudgetThatIsUsedUpEndsWhatWasDecidedWithIt() {
        WorkloadDemand chat = placed("chat");
        world.settings = settings(new MoveRule(
                5,
                RULE.horizon(),
                RULE.moving(),
                RULE.dwell(),
                10,
                new MoveBudget(2, 1, Duration.ofHours(1)),
                List.of()));
        world.price("eu-2", "l4-x8", "4");
        world.cluster("b", "eu-2", World.node("n1", "L4", "l4-x8", CapacityTier.ON_DEMAND, 8, 8));
        later(Duration.ofHours(1));
        world.step();
        var planner = new DefaultPlanner();
        PlanMemory memory = planner.first(world.input()).memory().orElseThrow();
        assertThat(planner.next(memory, world.input()).planned()).isZero();

        world.calm = new Calm(
                new MoveLedger(List.of(new MoveLedger.Move("other", world.now))),
                Map.of(chat.uid(), world.calm.of(chat.uid())));

        assertThat(planner.next(memory, world.input()).planned()).isEqualTo(1);
    }

    @Test
    void whatStayingCostsEndsADecisionWhenItIsEnoughForAnyCheaperPlace() {
        placed("chat");
        world.price("eu-2", "l4-x8", "4"); // half, and full
        world.cluster("b", "eu-2", World.node("n1", "L4", "l4-x8", CapacityTier.ON_DEMAND, 8, 8));
        world.price("eu-3", "l4-x8", "7.68"); // 4 % less, and free
        world.cluster("c", "eu-3", World.node("n1", "L4", "l4-x8", CapacityTier.ON_DEMAND, 8, 0));
        world.settle();
        later(Duration.ofHours(1));
        var planner = new DefaultPlanner();
        PlanMemory memory = planner.first(world.input()).memory().orElseThrow();
        assertThat(planner.next(memory, world.input()).planned()).isZero();

        later(Duration.ofHours(9)); // staying has cost 0.50 in each

        assertThat(planner.next(memory, world.input()).planned()).isEqualTo(1);
    }

    @Test
    void saysThatThereIsNoRoomThatItIsFrozenPausedOrFresh() {
        WorkloadDemand chat = placed("chat");
        world.price("eu-2", "l4-x8", "4");
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.DWELL);
        assertThat(stay(chat).detail()).contains("here since 2026-03-01T12:00").contains("stays PT30M");
        later(Duration.ofHours(1));

        world.settings = settings(new MoveRule(
                5,
                RULE.horizon(),
                RULE.moving(),
                RULE.dwell(),
                10,
                RULE.budget(),
                List.of(new FreezeWindow(World.START, world.now.plusSeconds(60), "launch"))));
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.FROZEN);
        assertThat(stay(chat).detail()).endsWith(": launch");
        world.settings = PlannerSettings.DEFAULT;

        world.workloads.put(
                chat.uid(), World.paused(chat, Optional.of(new Pause("the workload", "ann", "quarter end"))));
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.PAUSED);
        assertThat(stay(chat).detail()).endsWith("the workload is paused by ann: quarter end");
        world.workloads.put(chat.uid(), chat);

        world.cluster("b", "eu-2", World.node("n1", "L4", "l4-x8", CapacityTier.ON_DEMAND, 8, 8));
        assertThat(stay(chat).reason()).isEqualTo(MoveReason.NO_ROOM);
        assertThat(stay(chat).detail())
                .endsWith("there is no room for old and new side by side: 0 GPUs are free, one replica needs 1");
    }

    @Test
    void timeInWhichNobodyLookedCountsForTwoHoursAtMost() {
        WorkloadDemand chat = placed("chat");
        world.price("eu-2", "l4-x8", "7.68");
        world.settle();
        Staying line = stay(chat).staying();

        Staying resumed = line.resumed(line.asOf(), line.asOf().plus(Duration.ofHours(30)));

        assertThat(resumed.owedMicros()).isEqualTo(80_000);
        assertThat(resumed.at(resumed.asOf().plus(Duration.ofHours(1))).owedMicros())
                .isEqualTo(120_000);
    }

    private static PlannerSettings settings(MoveRule rule) {
        return PlannerSettings.DEFAULT.with(rule);
    }
}
