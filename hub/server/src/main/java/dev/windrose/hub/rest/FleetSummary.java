package dev.windrose.hub.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.cost.CostRest;
import dev.windrose.hub.cost.Costs;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.member.MemberReports;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.placement.LatestPlan;
import dev.windrose.hub.placement.db.PgPlanStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The fleet on one page, as far as the caller may see it: clusters and plan for those who may list members, workloads
 * and cost of the namespaces whose workloads they may list. What nobody knows is said to be unknown.
 */
@ApplicationScoped
public class FleetSummary {
    private final FleetMirror objects;
    private final MemberReports reports;
    private final PgPlanStore plans;
    private final LatestPlan latest;
    private final Pauses pauses;
    private final InstantSource clock;

    public FleetSummary(
            FleetMirror objects,
            MemberReports reports,
            PgPlanStore plans,
            LatestPlan latest,
            Pauses pauses,
            InstantSource clock) {
        this.objects = objects;
        this.reports = reports;
        this.plans = plans;
        this.latest = latest;
        this.pauses = pauses;
        this.clock = clock;
    }

    ObjectNode of(Call call) {
        var known = new HashMap<String, Boolean>();
        Predicate<String> mine =
                namespace -> known.computeIfAbsent(namespace, name -> call.may("list", "inferenceworkloads", name));
        var members = call.may("list", "memberclusters", "");
        var now = clock.instant();
        var body = Json.MAPPER.createObjectNode();
        body.put("at", now.toString());
        if (members) {
            clusters(body.putObject("clusters"));
            gpus(body);
        }
        workloads(body.putObject("workloads"), mine);
        CostRest.put(
                body.putObject("cost").put("currency", "USD").put("per", "hour"),
                Costs.total(Costs.parts(plans.read(), latest).stream()
                        .filter(part -> mine.test(part.namespace()))
                        .toList()));
        paused(body, members, mine);
        if (members) {
            plan(body, now);
        }
        if (call.may("list", "pricesources", "")) {
            prices(body, now);
        }
        return body;
    }

    private void clusters(ObjectNode to) {
        var states = new TreeMap<String, Integer>();
        var all = objects.list(FleetKinds.MEMBERS);
        all.forEach(member -> states.merge(
                member.at("/status/presence").asText("Unknown").isEmpty()
                        ? "Unknown"
                        : member.at("/status/presence").asText("Unknown"),
                1,
                Integer::sum));
        to.put("total", all.size());
        put(to.putObject("byPresence"), states);
        to.put(
                "cordoned",
                all.stream().filter(m -> m.at("/spec/cordon").asBoolean()).count());
    }

    /** Free and total count what fresh inventories show; of clusters without one nothing is known, and they are named. */
    private void gpus(ObjectNode body) {
        var byProduct = new TreeMap<String, int[]>();
        var unknown = Json.MAPPER.createArrayNode();
        var oldest = Duration.ZERO;
        for (var member : objects.list(FleetKinds.MEMBERS)) {
            var name = member.at("/metadata/name").asText();
            var facts = reports.facts(name);
            if (facts.inventoryAge().isEmpty()) {
                unknown.add(name);
                continue;
            }
            oldest = facts.inventoryAge().get().compareTo(oldest) > 0
                    ? facts.inventoryAge().get()
                    : oldest;
            facts.nodes().stream()
                    .flatMap(node -> node.kinds().stream())
                    .forEach(node -> node.gpu().ifPresent(gpu -> {
                        var counts = byProduct.computeIfAbsent(gpu.product().name(), _ -> new int[3]);
                        var understood = node.understanding().understood();
                        var usable = node.ready() && node.schedulable() && understood;
                        counts[0] += gpu.allocatable();
                        counts[1] += usable ? gpu.unused() : 0;
                        counts[2] += understood ? 0 : gpu.allocatable();
                    }));
        }
        var gpus = body.putArray("gpus");
        byProduct.forEach((product, counts) -> gpus.addObject()
                .put("product", product)
                .put("total", counts[0])
                .put("free", counts[1])
                .put("notUnderstood", counts[2]));
        body.putObject("inventory").put("oldestAgeSeconds", oldest.toSeconds()).set("unknownClusters", unknown);
    }

    private void workloads(ObjectNode to, Predicate<String> mine) {
        var total = 0;
        var conditions = new TreeMap<String, Map<String, Integer>>();
        for (var type : List.of("Placed", "Available", "Degraded", "Paused")) {
            conditions.put(type, new TreeMap<>(Map.of("True", 0, "False", 0, "Unknown", 0)));
        }
        for (var workload : objects.list(FleetKinds.WORKLOADS)) {
            if (mine.test(workload.at("/metadata/namespace").asText())) {
                total++;
                conditions.forEach((type, counts) -> counts.merge(condition(workload, type), 1, Integer::sum));
            }
        }
        to.put("total", total);
        var by = to.putObject("byCondition");
        conditions.forEach((type, counts) -> put(by.putObject(type), counts));
    }

    private static String condition(JsonNode object, String type) {
        for (var condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "Unknown";
    }

    private void paused(ObjectNode body, boolean members, Predicate<String> mine) {
        var paused = body.putArray("paused");
        for (var held : pauses.all()) {
            var seen = switch (held.scope()) {
                case FLEET -> true;
                case CLUSTER -> members;
                case WORKLOAD -> mine.test(held.namespace());
            };
            if (seen) {
                var one = paused.addObject();
                one.put("scope", held.scope().name().toLowerCase(java.util.Locale.ROOT));
                if (!held.namespace().isEmpty()) {
                    one.put("namespace", held.namespace());
                }
                one.put("name", held.name()).put("by", held.by()).put("since", held.since());
                one.put("reason", held.reason());
            }
        }
    }

    private void plan(ObjectNode body, Instant now) {
        var newest = plans.history(1).path(0);
        if (newest.isMissingNode()) {
            body.putNull("plan");
            return;
        }
        var madeAt = OffsetDateTime.parse(newest.path("made_at").asText()).toInstant();
        body.putObject("plan")
                .put("number", newest.path("number").asLong())
                .put("id", newest.path("id").asText())
                .put("madeAt", madeAt.toString())
                .put("ageSeconds", Duration.between(madeAt, now).toSeconds())
                .put("solver", newest.path("solver").asText());
    }

    /** The age of a book is that of its newest row; a source that names no date has none that is known. */
    private void prices(ObjectNode body, Instant now) {
        var prices = body.putArray("prices");
        for (var source : objects.list(FleetKinds.PRICE_SOURCES)) {
            var one =
                    prices.addObject().put("source", source.at("/metadata/name").asText());
            one.set("offers", source.at("/status/offers").isNumber() ? source.at("/status/offers") : null);
            var newest = source.at("/status/newest").asText("");
            if (newest.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}.*")) {
                var day = java.time.LocalDate.parse(newest.substring(0, 10));
                one.put("newest", newest)
                        .put(
                                "ageDays",
                                Duration.between(
                                                day.atStartOfDay(java.time.ZoneOffset.UTC),
                                                now.atOffset(java.time.ZoneOffset.UTC))
                                        .toDays());
            } else {
                one.putNull("newest").putNull("ageDays");
            }
        }
    }

    private static void put(ObjectNode to, Map<String, Integer> counts) {
        counts.forEach(to::put);
    }
}
