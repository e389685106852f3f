package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.FreezeWindow;
import dev.windrose.placement.calm.MoveRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreezeTest {
    private static final Instant END = World.START.plus(Duration.ofHours(9));

    private final World world = new World()
            .cluster("a", "eu-1", World.node("n1", "L4", 1))
            .cluster("b", "eu-2", World.node("n2", "L4", 1))
            .price("eu-1", "l4-x1", "1")
            .price("eu-2", "l4-x1", "2");
    private final WorkloadDemand chat = world.workload("chat", 1, GpuAsk.of(1, "L4"));

    @Test
    void nothingMovesForAPriceUntilAFreezeIsOver() {
        placedBeforeAFreeze();
        world.now = END.minusMillis(1);
        assertThat(world.plan().changes().isEmpty()).as("frozen").isTrue();

        world.now = END;
        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("b", 1));
    }

    @Test
    void whatWasDecidedInAFreezeDoesNotStandWhenItIsOver() {
        placedBeforeAFreeze();
        world.now = END.minusMillis(1);
        var planner = new DefaultPlanner();
        PlanMemory frozen = planner.first(world.input()).memory().orElseThrow();
        assertThat(planner.next(frozen, world.input()).planned()).isZero();

        world.now = END;

        assertThat(planner.next(frozen, world.input()).planned()).isEqualTo(1);
    }

    private void placedBeforeAFreeze() {
        world.settle();
        MoveRule rule = MoveRule.DEFAULT;
        world.settings = PlannerSettings.DEFAULT.with(new MoveRule(
                rule.minSavingPercent(),
                rule.horizon(),
                rule.moving(),
                rule.dwell(),
                rule.regretFactor(),
                rule.budget(),
                List.of(new FreezeWindow(World.START, END, "launch"))));
        world.price("eu-2", "l4-x1", "0.5");
        world.now = World.START.plus(Duration.ofHours(3));
        world.settle(); // what has been served long enough, and would move
        assertThat(world.where(chat)).isEqualTo(Map.of("a", 1));
    }
}
