package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.InferenceWorkloadStatus;
import dev.windrose.api.InferenceWorkloadStatus.Cheaper;
import dev.windrose.api.InferenceWorkloadStatus.Expected;
import dev.windrose.api.InferenceWorkloadStatus.Placed;
import dev.windrose.api.InferenceWorkloadStatus.TurnedDown;
import dev.windrose.api.Tier;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.Egress;
import dev.windrose.placement.Money;
import dev.windrose.placement.Outlook;
import dev.windrose.placement.Phase;
import dev.windrose.placement.Reason;
import dev.windrose.placement.WaitingOn;
import dev.windrose.placement.WorkloadReport;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a workload's status says of plan, members and cost. Pure: the same inputs give the same status. */
final class WorkloadStatuses {
    /** A status is read by people: the rest is in the report of the plan. */
    private static final int TURNED_DOWN_SHOWN = 40;

    private WorkloadStatuses() {}

    /**
     * What a status is made from.
     *
     * @param assignments of this workload, in key order
     * @param observed by assignment, where a member has reported
     * @param report of the newest plan pass; empty right after the hub's start
     * @param same generations whose spec is the present one, but for a pause
     * @param outlook of a replica of an assignment; empty while the cluster is not known
     * @param scaling what the load asks for; empty where nothing is scaled by it
     * @param before the conditions as they stand, for their transition times
     */
    record Inputs(
            WorkloadObject workload,
            List<Assignment> assignments,
            Map<AssignmentKey, MemberReport> observed,
            Optional<WorkloadReport> report,
            Set<Long> same,
            Function<AssignmentKey, Optional<Outlook>> outlook,
            Optional<InferenceWorkloadStatus.Autoscaling> scaling,
            JsonNode before,
            Instant now) {}

    static InferenceWorkloadStatus of(Inputs in) {
        var present =
                in.assignments.stream().filter(a -> a.phase() != Phase.DRAINING).toList();
        var current = present.stream().map(a -> asItIs(in, a)).toList();
        var planned = current.stream().mapToInt(Assignment::replicas).sum();
        var wanted = wanted(in)
                + planned
                - present.stream().mapToInt(Assignment::replicas).sum();
        var ready = current.stream().mapToInt(a -> ready(in, a)).sum();
        var upToDate = current.stream().allMatch(a -> runsCurrent(in, a));
        return new InferenceWorkloadStatus(
                in.workload.generation(),
                planned,
                ready,
                "%d/%d".formatted(ready, wanted),
                current.stream().map(a -> a.key().cluster().value()).distinct().collect(Collectors.joining(",")),
                gpus(current),
                cost(in, current).map(Money::toString).orElse(null),
                scaling(in, wanted),
                in.assignments.stream().map(a -> placed(in, asItIs(in, a))).toList(),
                turnedDown(in.report),
                conditions(in, wanted, planned, ready, upToDate));
    }

    /** Of the plan; what members' autoscalers make of it comes on top. */
    private static int wanted(Inputs in) {
        return in.scaling
                .map(InferenceWorkloadStatus.Autoscaling::replicas)
                .orElseGet(() -> Objects.requireNonNullElse(in.workload.spec().replicas(), 1));
    }

    private static Assignment asItIs(Inputs in, Assignment assignment) {
        var report = in.observed.get(assignment.key());
        return report == null ? assignment : report.asItIs(assignment);
    }

    private static InferenceWorkloadStatus.@Nullable Autoscaling scaling(Inputs in, int wanted) {
        return ScalingStatuses.autoscalers(in.assignments, in.observed)
                .map(autoscalers -> ScalingStatuses.leftToMembers(autoscalers, wanted))
                .or(() -> in.scaling)
                .orElse(null);
    }

    private static int ready(Inputs in, Assignment assignment) {
        return Optional.ofNullable(in.observed.get(assignment.key()))
                .map(r -> Math.min(r.ready(), assignment.replicas()))
                .orElse(0);
    }

    private static boolean runsCurrent(Inputs in, Assignment assignment) {
        var report = in.observed.get(assignment.key());
        return report != null
                && in.same.contains(assignment.generation())
                && report.generation() == assignment.generation();
    }

    private static Placed placed(Inputs in, Assignment assignment) {
        var key = assignment.key();
        var report = Optional.ofNullable(in.observed.get(key));
        return new Placed(
                key.cluster().value(),
                key.shape().product().name(),
                key.shape().gpusPerReplica(),
                tier(key),
                assignment.replicas(),
                report.map(MemberReport::ready).orElse(0),
                assignment.phase().name().toLowerCase(Locale.ROOT),
                replicaCost(in, key)
                        .map(each -> each.times(assignment.replicas()).toString())
                        .orElse(null),
                expected(in, key),
                report.map(MemberReport::service).filter(s -> !s.isEmpty()).orElse(null),
                report.map(MemberReport::message).filter(s -> !s.isEmpty()).orElse(null),
                cheaper(in, key));
    }

    private static @Nullable Cheaper cheaper(Inputs in, AssignmentKey key) {
        return in.report.stream()
                .flatMap(report -> report.stays().stream())
                .filter(stay -> stay.from().equals(key))
                .findFirst()
                .map(stay -> new Cheaper(
                        stay.to().cluster().value(),
                        stay.to().shape().product().name(),
                        tier(stay.to()),
                        stay.saving().micros() == 0 ? null : stay.saving().toString(),
                        camel(stay.reason()),
                        stay.detail()))
                .orElse(null);
    }

    private static @Nullable Expected expected(Inputs in, AssignmentKey key) {
        var candidate = candidate(in, key);
        return in.outlook
                .apply(key)
                .map(outlook -> Expectations.of(
                        outlook,
                        candidate.flatMap(CandidateReport::allocated),
                        candidate.flatMap(CandidateReport::marginal),
                        candidate.map(CandidateReport::egress).orElse(Egress.NONE),
                        in.workload.spec().slo() != null))
                .orElse(null);
    }

    private static Tier tier(AssignmentKey key) {
        return switch (key.tier()) {
            case RESERVED -> Tier.RESERVED;
            case SPOT -> Tier.SPOT;
            case ON_DEMAND, UNKNOWN -> Tier.ON_DEMAND;
        };
    }

    /** {@code 2xL4,8xH100}: GPUs by product, all replicas together. */
    private static String gpus(List<Assignment> current) {
        var byProduct = new TreeMap<String, Integer>();
        current.forEach(a -> byProduct.merge(a.key().shape().product().name(), a.gpus(), Integer::sum));
        return byProduct.entrySet().stream()
                .map(e -> "%dx%s".formatted(e.getValue(), e.getKey()))
                .collect(Collectors.joining(","));
    }

    /** Empty where nothing is placed, and as soon as one part is unknown: a sum that leaves it out would look cheap. */
    private static Optional<Money> cost(Inputs in, List<Assignment> current) {
        if (current.isEmpty()) {
            return Optional.empty();
        }
        var sum = Money.ZERO;
        for (var assignment : current) {
            var each = replicaCost(in, assignment.key());
            if (each.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(each.get().times(assignment.replicas()));
        }
        return Optional.of(sum);
    }

    private static Optional<Money> replicaCost(Inputs in, AssignmentKey key) {
        return candidate(in, key).flatMap(CandidateReport::allocated);
    }

    private static Optional<CandidateReport> candidate(Inputs in, AssignmentKey key) {
        return in.report.stream()
                .flatMap(r -> r.candidates().stream())
                .filter(c -> c.cluster().equals(key.cluster())
                        && c.shape().equals(Optional.of(key.shape()))
                        && c.tier().equals(Optional.of(key.tier())))
                .findFirst();
    }

    private static @Nullable List<TurnedDown> turnedDown(Optional<WorkloadReport> report) {
        return report.map(r -> r.candidates().stream()
                        .filter(c -> c.reason() != Reason.CHOSEN)
                        .sorted(WhyNot.FURTHEST)
                        .limit(TURNED_DOWN_SHOWN)
                        .map(c -> new TurnedDown(
                                c.cluster().value(),
                                c.shape().map(s -> s.text()).orElse(null),
                                c.tier().map(t -> t.text()).orElse(null),
                                camel(c.reason()),
                                c.detail()))
                        .toList())
                .orElse(null);
    }

    private static String camel(Enum<?> reason) {
        return List.of(reason.name().split("_", -1)).stream()
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static List<Condition> conditions(Inputs in, int wanted, int planned, int ready, boolean upToDate) {
        var placed = planned >= wanted;
        var available = placed && ready >= wanted && upToDate;
        return List.of(
                condition(
                        in,
                        "Placed",
                        placed,
                        placed
                                ? "PlanHolds"
                                : overBudget(in) ? "OverBudget" : planned == 0 ? "FitsNowhere" : "PartlyPlaced",
                        placed ? "" : whyNotPlaced(in, wanted, planned)),
                condition(
                        in,
                        "Available",
                        available,
                        available ? "AllReady" : !upToDate && ready >= wanted ? "RollingOut" : "NotReady",
                        available ? "" : "%d of %d replicas are ready%s".formatted(ready, wanted, waiting(in))),
                condition(
                        in,
                        "Degraded",
                        !available && ready > 0,
                        !available && ready > 0 ? "SomeReady" : available ? "AllReady" : "NoneReady",
                        ""));
    }

    private static boolean overBudget(Inputs in) {
        return in.report
                .filter(report -> report.waitingOn() == WaitingOn.BUDGET)
                .isPresent();
    }

    private static String waiting(Inputs in) {
        return in.report
                .map(WorkloadReport::waitingDetail)
                .filter(detail -> !detail.isEmpty())
                .map(detail -> "; " + detail)
                .orElse("");
    }

    private static String whyNotPlaced(Inputs in, int wanted, int planned) {
        if (in.report.isEmpty()) {
            return "not planned yet";
        }
        if (overBudget(in)) {
            return in.report.get().waitingDetail();
        }
        var candidates = in.report.get().candidates();
        return candidates.isEmpty()
                ? "%d of %d replicas placed: the fleet has no members yet".formatted(planned, wanted)
                : "%d of %d replicas placed: %s".formatted(planned, wanted, WhyNot.text(candidates));
    }

    private static Condition condition(Inputs in, String type, boolean holds, String reason, String message) {
        var status = holds ? "True" : "False";
        var since = in.now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (var old : in.before) {
            if (old.path("type").asText().equals(type)
                    && old.path("status").asText().equals(status)) {
                since = old.path("lastTransitionTime").asText(since);
            }
        }
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .withObservedGeneration(in.workload.generation())
                .build();
    }
}
