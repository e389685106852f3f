package dev.windrose.hub.placement;

import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why a workload has no place, in words that stay short however many clusters there are (a condition's message may have
 * 32,768 characters, k8s.io/apimachinery meta/v1 Condition). Pure.
 */
final class WhyNot {
    private static final int REASONS = 6;
    private static final int NAMES = 3;

    /** Who came furthest first; of those that came equally far, by name of the cluster. */
    static final Comparator<CandidateReport> FURTHEST = Comparator.comparingInt(WhyNot::step)
            .reversed()
            .thenComparing(candidate -> candidate.cluster().value())
            .thenComparing(
                    candidate -> candidate.shape().map(shape -> shape.text()).orElse(""))
            .thenComparing(
                    candidate -> candidate.tier().map(tier -> tier.text()).orElse(""));

    private WhyNot() {}

    /** {@code a, b and 7 others: pinned to c}, with semicolons between reasons; one reason for each cluster. */
    static String text(Collection<CandidateReport> candidates) {
        Map<String, CandidateReport> byCluster = new TreeMap<>();
        candidates.forEach(each -> byCluster.merge(
                each.cluster().value(), each, (one, other) -> FURTHEST.compare(one, other) <= 0 ? one : other));
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        byCluster.values().stream()
                .sorted(FURTHEST)
                .forEach(each -> byReason.computeIfAbsent(reason(each), _ -> new ArrayList<>())
                        .add(each.cluster().value()));
        List<String> parts = new ArrayList<>();
        int left = byCluster.size();
        for (Map.Entry<String, List<String>> each : byReason.entrySet()) {
            if (parts.size() == REASONS) {
                parts.add("%d more clusters for other reasons".formatted(left));
                break;
            }
            parts.add(names(each.getValue()) + ": " + each.getKey());
            left -= each.getValue().size();
        }
        return String.join("; ", parts);
    }

    private static String names(List<String> clusters) {
        return clusters.size() <= NAMES + 1
                ? String.join(", ", clusters)
                : "%s and %d others".formatted(String.join(", ", clusters.subList(0, NAMES)), clusters.size() - NAMES);
    }

    private static String reason(CandidateReport candidate) {
        return candidate.detail().isEmpty() ? candidate.reason().meaning() : candidate.detail();
    }

    /** Reasons are declared in the order in which they are looked at; who has replicas or is not needed passed them all. */
    private static int step(CandidateReport candidate) {
        return switch (candidate.reason()) {
            case CHOSEN, NOT_NEEDED -> Reason.values().length;
            default -> candidate.reason().ordinal();
        };
    }
}
