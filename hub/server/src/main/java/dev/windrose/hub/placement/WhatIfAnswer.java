package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.InferenceWorkloadStatus.Expected;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.rest.Call;
import dev.windrose.placement.Advice;
import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Money;
import dev.windrose.placement.Outlook;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.Prices;
import dev.windrose.placement.Shape;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.fit.SpeedEstimate;
import dev.windrose.placement.fit.Speeds;
import dev.windrose.placement.inventory.CapacityTier;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a what-if: can it run, where, what it costs by hour and by million tokens, how fast it answers, how sure
 * that is, what else was considered and why not, and what would have to change.
 */
final class WhatIfAnswer {
    private final Call call;
    private final PlanningInput input;
    private final WorkloadDemand demand;
    private final PlanningResult.Planned planned;
    private final WorkloadReport report;
    private final Map<ClusterId, ClusterView> clusters;

    WhatIfAnswer(
            Call call,
            PlanningInput input,
            WorkloadDemand demand,
            PlanningResult.Planned planned,
            WorkloadReport report) {
        this.call = call;
        this.input = input;
        this.demand = demand;
        this.planned = planned;
        this.report = report;
        this.clusters = input.clusters().stream().collect(Collectors.toMap(ClusterView::id, Function.identity()));
    }

    /** What one part of the plan is expected to do. */
    private record Share(int replicas, Outlook outlook, Optional<Money> allocated, Optional<Money> marginal) {}

    ObjectNode tree(Advice advice) {
        var shares = shares();
        var body = Json.MAPPER.createObjectNode();
        body.put("workload", report.name())
                .put("canRun", report.placed() >= report.wanted())
                .put("wanted", report.wanted())
                .put("placed", report.placed())
                .put("hourlyCost", report.knownCost().map(Object::toString).orElse(null))
                .put(
                        "marginalHourlyCost",
                        sum(shares, Share::marginal).map(Object::toString).orElse(null))
                .put("egressHourlyCost", egress())
                .put("costPerMillionTokens", perMillion(shares, report.knownCost()))
                .put("marginalCostPerMillionTokens", perMillion(shares, sum(shares, Share::marginal)))
                .put("unpricedReplicas", report.unpricedReplicas())
                .put("waitingOn", report.waitingOn().name())
                .put("waitingDetail", report.waitingDetail());
        sureness(body.putObject("howSure"), shares);
        var placements = body.putArray("placements");
        planned.plan().assignments().stream()
                .filter(row -> row.key().workload().equals(demand.uid()))
                .forEach(row -> PlacementRest.put(placements.addObject(), row, report.name()));
        var candidates = body.putArray("candidates");
        report.candidates().forEach(candidate -> put(candidates.addObject(), candidate));
        stays(body.putArray("stays"));
        advice(body, advice);
        var notes = body.putArray("notes");
        report.notes().forEach(notes::add);
        others(body);
        return body;
    }

    private List<Share> shares() {
        var shares = new ArrayList<Share>();
        for (var candidate : report.candidates()) {
            if (candidate.replicas() > 0) {
                outlook(candidate)
                        .ifPresent(outlook -> shares.add(
                                new Share(candidate.replicas(), outlook, candidate.allocated(), candidate.marginal())));
            }
        }
        return shares;
    }

    private Optional<Outlook> outlook(CandidateReport candidate) {
        Optional<Shape> shape = candidate.shape();
        Optional<CapacityTier> tier = candidate.tier();
        var view = clusters.get(candidate.cluster());
        return view == null || shape.isEmpty() || tier.isEmpty()
                ? Optional.empty()
                : Optional.of(Outlook.of(view, input.prices(), demand.model(), shape.get(), tier.get()));
    }

    /** Empty as soon as one part is unknown: a sum that leaves it out would look cheap. */
    private static Optional<Money> sum(List<Share> shares, Function<Share, Optional<Money>> price) {
        var sum = Optional.of(Money.ZERO);
        for (var share : shares) {
            sum = sum.flatMap(money -> price.apply(share).map(each -> money.plus(each.times(share.replicas()))));
        }
        return shares.isEmpty() ? Optional.empty() : sum;
    }

    /** Of all that is placed; null where nobody knows it of a part, and where the workload does not say what it sends. */
    private @Nullable String egress() {
        var sum = Money.ZERO;
        for (var candidate : report.candidates()) {
            var each = candidate.egress().known();
            if (candidate.replicas() > 0 && each.isEmpty()) {
                return null;
            }
            sum = sum.plus(each.orElse(Money.ZERO).times(candidate.replicas()));
        }
        return demand.policy().egress().isEmpty() ? null : sum.toString();
    }

    /** Of all replicas together; unknown as soon as one part's speed is. */
    private static @Nullable String perMillion(List<Share> shares, Optional<Money> hourly) {
        double tokens = 0;
        for (var share : shares) {
            if (!(share.outlook().speed() instanceof SpeedEstimate.Known known)) {
                return null;
            }
            tokens += known.tokensPerSecond() * share.replicas();
        }
        if (hourly.isEmpty() || !(tokens > 0)) {
            return null;
        }
        var known = (SpeedEstimate.Known) shares.getFirst().outlook().speed();
        var all = new SpeedEstimate.Known(
                tokens,
                known.ttftMillis(),
                known.tpotMillis(),
                known.plusMinusPercent(),
                known.provenance(),
                known.source(),
                known.traffic());
        BigDecimal dollars = Speeds.perMillionTokens(hourly.get().dollars(), all);
        return dollars.toPlainString();
    }

    /** The least sure of all parts. */
    private void sureness(ObjectNode to, List<Share> shares) {
        var speeds = shares.stream()
                .map(share -> share.outlook().speed())
                .filter(SpeedEstimate.Known.class::isInstance)
                .map(SpeedEstimate.Known.class::cast)
                .toList();
        speeds.stream()
                .max(Comparator.comparing(SpeedEstimate.Known::provenance)
                        .thenComparing(SpeedEstimate.Known::plusMinusPercent))
                .ifPresent(
                        worst -> to.put("throughput", worst.provenance().name().toLowerCase(Locale.ROOT))
                                .put("plusMinusPercent", worst.plusMinusPercent())
                                .put("traffic", worst.traffic().text()));
        var quotes = shares.stream()
                .flatMap(share -> share.outlook().price().stream())
                .toList();
        quotes.stream()
                .flatMap(quote -> quote.asOf().stream())
                .min(Comparator.naturalOrder())
                .map(LocalDate::toString)
                .ifPresent(oldest -> to.put("oldestPriceAsOf", oldest));
        var sources = to.putArray("priceSources");
        new TreeSet<>(quotes.stream().map(Prices.Quote::source).toList()).forEach(sources::add);
    }

    private void put(ObjectNode to, CandidateReport candidate) {
        to.put("cluster", candidate.cluster().value())
                .put("gpu", candidate.shape().map(Shape::text).orElse(null))
                .put("tier", candidate.tier().map(CapacityTier::text).orElse(null))
                .put("replicas", candidate.replicas())
                .put("reason", candidate.reason().name())
                .put("meaning", candidate.reason().meaning())
                .put("detail", candidate.detail())
                .put(
                        "hourlyCostPerReplica",
                        candidate.allocated().map(Object::toString).orElse(null))
                .put(
                        "marginalHourlyCostPerReplica",
                        candidate.marginal().map(Object::toString).orElse(null));
        outlook(candidate).ifPresent(outlook -> to.set("expected", Json.tree(expected(candidate, outlook))));
    }

    private Expected expected(CandidateReport candidate, Outlook outlook) {
        return Expectations.of(
                outlook,
                candidate.allocated(),
                candidate.marginal(),
                candidate.egress(),
                demand.model().slo().asks());
    }

    /** Parts that are not where it is cheapest, and why they do not move. */
    private void stays(ArrayNode to) {
        for (var stay : report.stays()) {
            to.addObject()
                    .put("cluster", stay.from().cluster().value())
                    .put("gpu", stay.from().shape().text())
                    .put("tier", stay.from().tier().text())
                    .put("replicas", stay.replicas())
                    .put("cheaperCluster", stay.to().cluster().value())
                    .put("cheaperGpu", stay.to().shape().text())
                    .put("cheaperTier", stay.to().tier().text())
                    .put("hourlySaving", stay.saving().toString())
                    .put("moveCost", stay.moving().toString())
                    .put("reason", stay.reason().name())
                    .put("detail", stay.detail());
        }
    }

    private static void advice(ObjectNode body, Advice advice) {
        var helps = body.putArray("whatWouldHelp");
        advice.reliefs()
                .forEach(relief -> helps.addObject()
                        .put("change", relief.change().what())
                        .put("from", relief.change().from())
                        .put(
                                "to",
                                relief.change().to().isEmpty()
                                        ? null
                                        : relief.change().to())
                        .put("placed", relief.placed())
                        .put(
                                "hourlyCost",
                                relief.hourlyCost().map(Object::toString).orElse(null)));
        body.putObject("whatWouldHelpTried").put("changes", advice.tried()).put("truncated", advice.truncated());
    }

    /** What would happen to others, as far as the caller may know of them. */
    private void others(ObjectNode body) {
        var names = PlacementRest.names(input.workloads());
        var seen = new HashMap<String, Boolean>();
        var others = body.putArray("otherChanges");
        for (var change : planned.changes().changes()) {
            var name = names.get(change.key().workload());
            if (name != null
                    && !change.key().workload().equals(demand.uid())
                    && seen.computeIfAbsent(
                            name.substring(0, name.indexOf('/')),
                            namespace -> call.may("list", "inferenceworkloads", namespace))) {
                PlacementRest.put(others.addObject(), change, name);
            }
        }
    }
}
