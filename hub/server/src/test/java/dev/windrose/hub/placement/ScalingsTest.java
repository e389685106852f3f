package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.placement.KnownWorkloads.Known;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.scaling.PlaceLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScalingsTest {
    private static final WorkloadUid UID = new WorkloadUid("u1");

    private final Table table = new Table();
    private Instant now = Given.NOW;

    private static Known workload(String spec) {
        var object = WorkloadObject.of(Given.workload("u1", "chat", spec));
        return new Known(
                object, Demands.of(object, Optional.empty(), Knowledge.NONE), Optional.empty(), Knowledge.NONE);
    }

    private static Known scaled(int replicas, int min, int max) {
        return workload("""
                {"model": {"id": "m"}, "replicas": %d, "autoscaling":
                  {"minReplicas": %d, "maxReplicas": %d, "target": 8, "scaleUpDelay": "0s", "scaleDownDelay": "1m"}}""".formatted(replicas, min, max));
    }

    private boolean decide(Scalings scalings, Known workload, double load) {
        now = now.plusSeconds(15);
        var policy = ScalingPolicies.of(workload.object().spec()).orElseThrow();
        return scalings.decide(
                List.of(new Scalings.Case(workload, policy, List.of(new PlaceLoad.Told("a", now, load, 1, 1)))), now);
    }

    private static int wanted(Scalings scalings, Known workload) {
        return scalings.scaled(workload, workload.resumed()).replicas();
    }

    @Test
    void theSpecIsOnlyTheStart() {
        var scalings = new Scalings(table);
        var workload = scaled(2, 1, 6);
        assertThat(wanted(scalings, workload)).isEqualTo(2);

        decide(scalings, workload, 32);
        assertThat(decide(scalings, workload, 32)).isTrue();

        assertThat(wanted(scalings, workload)).isEqualTo(4);
        assertThat(scalings.told(workload).orElseThrow().message()).startsWith("from 2 to 4: 32 requests in 1 replica");
    }

    @Test
    void anotherSpecOfTheSameWorkloadIsAskedAboutUnderTheSameLoad() {
        var scalings = new Scalings(table);
        var stored = scaled(2, 1, 6);
        assertThat(scalings.wanted(stored.object())).hasValue(new Scalings.Wanted(2, false));
        decide(scalings, stored, 32);
        decide(scalings, stored, 32);

        assertThat(scalings.wanted(scaled(2, 1, 6).object())).hasValue(new Scalings.Wanted(4, true));
        assertThat(scalings.wanted(scaled(2, 1, 3).object())).hasValue(new Scalings.Wanted(3, true));
        assertThat(scalings.wanted(workload("{\"model\": {\"id\": \"m\"}, \"replicas\": 2}")
                        .object()))
                .isEmpty();
    }

    @Test
    void aRestartTakesNoReplicaAway() {
        var workload = scaled(1, 1, 6);
        var before = new Scalings(table);
        decide(before, workload, 48);
        decide(before, workload, 48);
        decide(before, workload, 48);

        var after = new Scalings(table);
        now = now.plus(Duration.ofHours(1));

        assertThat(wanted(after, workload)).isEqualTo(4);
        decide(after, workload, 0);
        assertThat(wanted(after, workload))
                .as("what was before the restart proves nothing")
                .isEqualTo(4);
    }

    @Test
    void anotherHubsNumberCounts() {
        var workload = scaled(1, 1, 6);
        var one = new Scalings(table);
        var other = new Scalings(table);
        decide(one, workload, 8);
        decide(other, workload, 8);
        decide(one, workload, 16);

        decide(other, workload, 16);

        assertThat(wanted(other, workload)).isEqualTo(2);
    }

    @Test
    void boundsAndStoppingHoldAtOnce() {
        var scalings = new Scalings(table);
        decide(scalings, scaled(1, 1, 6), 48);
        assertThat(wanted(scalings, scaled(1, 4, 6))).isEqualTo(4);
        assertThat(wanted(scalings, scaled(1, 1, 1))).isEqualTo(1);
        assertThat(wanted(scalings, scaled(0, 1, 6))).as("stopped").isZero();
        assertThat(wanted(scalings, workload("{\"model\": {\"id\": \"m\"}, \"replicas\": 3}")))
                .isEqualTo(3);
    }

    @Test
    void figuresThatChangeNothingAreToldOnceAMinute() {
        var scalings = new Scalings(table);
        var workload = scaled(2, 1, 6);
        decide(scalings, workload, 16);
        int told = 0;
        for (int i = 0; i < 40; i++) {
            told += decide(scalings, workload, 16 + i % 3 * 0.3) ? 1 : 0;
        }
        assertThat(told).isEqualTo(10);
    }

    @Test
    void whatIsGoneIsForgottenAfterAWhile() {
        var scalings = new Scalings(table);
        table.rows.put(new WorkloadUid("old"), new KeptScalings.Kept(3, now.minus(Duration.ofHours(2))));
        table.rows.put(new WorkloadUid("new"), new KeptScalings.Kept(3, now));
        decide(scalings, scaled(1, 1, 2), 8);
        assertThat(table.rows).containsOnlyKeys(UID, new WorkloadUid("new"));
    }

    private static final class Table implements KeptScalings {
        private final Map<WorkloadUid, Kept> rows = new HashMap<>();

        @Override
        public Map<WorkloadUid, Kept> read() {
            return Map.copyOf(rows);
        }

        @Override
        public void write(Map<WorkloadUid, Kept> some) {
            rows.putAll(some);
        }

        @Override
        public void forget(Collection<WorkloadUid> gone) {
            rows.keySet().removeAll(gone);
        }
    }
}
