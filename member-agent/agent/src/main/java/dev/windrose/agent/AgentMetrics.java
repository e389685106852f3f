package dev.windrose.agent;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** The agent's metrics. Names and labels are API; a test pins them. */
@Singleton
class AgentMetrics implements MemberAgent.Meter {
    static final String WRITES = "windrose_agent_writes";
    static final String DRIFT = "windrose_agent_drift_repairs";
    static final String LOOP = "windrose_agent_loop_duration";
    static final String LAST = "windrose_agent_loop_last_success";
    static final String QUEUE = "windrose_agent_apply_queue_depth_objects";

    private final MeterRegistry registry;
    private final Map<String, AtomicLong> lastSuccess = new ConcurrentHashMap<>();

    AgentMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void write(String kind, String result) {
        registry.counter(WRITES, "kind", kind, "result", result).increment();
    }

    @Override
    public void driftRepaired(String kind) {
        registry.counter(DRIFT, "kind", kind).increment();
    }

    @Override
    public void passed(String loop, Duration took) {
        Timer.builder(LOOP).tag("loop", loop).register(registry).record(took);
        lastSuccess.computeIfAbsent(loop, this::gauge).set(System.currentTimeMillis());
    }

    private AtomicLong gauge(String loop) {
        var millis = new AtomicLong();
        TimeGauge.builder(LAST, millis, TimeUnit.MILLISECONDS, AtomicLong::doubleValue)
                .tag("loop", loop)
                .register(registry);
        return millis;
    }

    /** Objects that are worked on or wait for their next try. */
    void queueDepth(IntSupplier depth) {
        Gauge.builder(QUEUE, () -> (double) depth.getAsInt()).register(registry);
    }
}
