package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.api.InferenceWorkloadStatus.Autoscaling;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.scaling.ScalingDecision;
import dev.windrose.placement.scaling.ScalingReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a status tells of scaling by load. Pure. */
final class ScalingStatuses {
    static final String MEMBER_AUTOSCALER = "MemberAutoscaler";

    private ScalingStatuses() {}

    static Autoscaling of(InferenceWorkloadSpec spec, ScalingDecision decision, Instant now) {
        return new Autoscaling(
                decision.replicas(),
                ScalingPolicies.metric(Objects.requireNonNull(spec.autoscaling(), "scaled by load")),
                figure(decision.load()),
                figure(decision.perReplica()),
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                camel(decision.reason()),
                decision.message());
    }

    /** Whether nothing differs but figures, and what is said of them. */
    static boolean sameBut(Autoscaling old, Autoscaling fresh) {
        return old.replicas() == fresh.replicas()
                && old.reason().equals(fresh.reason())
                && old.metric() == fresh.metric();
    }

    /** Members whose own autoscaler sets the replicas of a part; empty where there is none. */
    static Optional<String> autoscalers(List<Assignment> assignments, Map<AssignmentKey, MemberReport> observed) {
        var all = assignments.stream()
                .flatMap(each -> Stream.ofNullable(observed.get(each.key()))
                        .filter(MemberReport::isAutoscaled)
                        .map(report -> "%s in %s"
                                .formatted(
                                        report.autoscaler(),
                                        each.key().cluster().value())))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }

    /** @param replicas that there are to be, those of the members' autoscalers among them */
    static Autoscaling leftToMembers(String autoscalers, int replicas) {
        return new Autoscaling(
                replicas,
                null,
                null,
                null,
                null,
                MEMBER_AUTOSCALER,
                "replicas are left to the HorizontalPodAutoscaler %s, and nothing is scaled by load here; delete it to let Windrose set them"
                        .formatted(autoscalers));
    }

    private static @Nullable String figure(OptionalDouble value) {
        return value.isEmpty()
                ? null
                : BigDecimal.valueOf(value.getAsDouble())
                        .setScale(1, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static String camel(ScalingReason reason) {
        return Stream.of(reason.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
