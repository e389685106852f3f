package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.api.InferenceWorkloadSpec.Autoscaling;
import dev.windrose.api.InferenceWorkloadSpec.Metric;
import dev.windrose.placement.scaling.ScalingPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a spec asks of scaling by load, with its defaults. Pure. */
final class ScalingPolicies {
    /** As many requests at once keep a GPU busy and are answered without much waiting, whatever the engine. */
    private static final int REQUESTS = 16;

    private static final Duration UP = Duration.ofSeconds(30);
    private static final Duration DOWN = Duration.ofMinutes(5);

    private ScalingPolicies() {}

    /** Empty where nothing is scaled by load: it is not asked for, or the workload is stopped. */
    static Optional<ScalingPolicy> of(InferenceWorkloadSpec spec) {
        return Optional.ofNullable(spec.autoscaling())
                .filter(_ -> start(spec) > 0)
                .map(ScalingPolicies::of);
    }

    /**
     * The API validated what is stored, but a hub of before might not have: what does not fit is brought into order here
     * rather than refused by every pass.
     */
    private static ScalingPolicy of(Autoscaling asked) {
        int max = Math.max(1, asked.maxReplicas());
        return new ScalingPolicy(
                Math.clamp(Objects.requireNonNullElse(asked.minReplicas(), 1), 1, max),
                max,
                Math.max(1, Objects.requireNonNullElse(asked.target(), REQUESTS)),
                metric(asked) == Metric.queueLength ? "requests" : "tokens/s",
                delay(asked.scaleUpDelay(), UP),
                delay(asked.scaleDownDelay(), DOWN));
    }

    static Metric metric(Autoscaling asked) {
        return Objects.requireNonNullElse(asked.metric(), Metric.queueLength);
    }

    /** What is asked for without regard to the load. */
    static int start(InferenceWorkloadSpec spec) {
        return Objects.requireNonNullElse(spec.replicas(), 1);
    }

    private static Duration delay(@Nullable String text, Duration otherwise) {
        return text == null ? otherwise : Duration.parse("PT" + text);
    }
}
