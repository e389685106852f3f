package dev.windrose.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Names and labels of metrics are API: dashboards and alerts are built on them. */
class AgentMetricsTest {

    @Test
    void namesAndLabelsStay() {
        var registry = new SimpleMeterRegistry();
        var metrics = new AgentMetrics(registry);

        metrics.write("Deployment", "made");
        metrics.driftRepaired("Deployment");
        metrics.passed("apply", Duration.ofMillis(3));
        metrics.queueDepth(() -> 7);

        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(id ->
                        id.getName() + id.getTags().stream().map(Tag::getKey).toList())
                .containsExactlyInAnyOrder(
                        "windrose_agent_writes[kind, result]",
                        "windrose_agent_drift_repairs[kind]",
                        "windrose_agent_loop_duration[loop]",
                        "windrose_agent_loop_last_success[loop]",
                        "windrose_agent_apply_queue_depth_objects[]");
    }
}
