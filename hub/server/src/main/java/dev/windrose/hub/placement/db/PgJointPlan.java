package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The table {@code joint_plan}: one row. Callers are virtual threads. */
@ApplicationScoped
public class PgJointPlan {
    private final Database database;

    public PgJointPlan(Database database) {
        this.database = database;
    }

    /**
     * How it stands.
     *
     * @param mine the caller is the one who computes
     * @param advice the newest; empty: none was computed yet
     */
    public record Claim(boolean mine, Optional<Guidance> advice) {}

    public Claim claim(String caller, Duration lease) {
        var row = Json.parse(
                database.ask(s -> s.createNativeQuery("select cast(claim_joint_plan(?1, ?2) as text)", String.class)
                        .setParameter(1, caller)
                        .setParameter(2, (int) lease.toSeconds())
                        .getSingleResult()));
        var advice = row.path("advice");
        return new Claim(
                row.path("mine").asBoolean(), advice.isObject() ? Optional.of(guidance(advice)) : Optional.empty());
    }

    /** For all hubs; nothing is written when another one computes by now. */
    public void write(String caller, Guidance guidance) {
        database.ask(s -> s.createNativeQuery(
                        "update joint_plan set advice = cast(cast(?2 as text) as jsonb) where holder = ?1")
                .setParameter(1, caller)
                .setParameter(2, json(guidance).toString())
                .executeUpdate());
    }

    static ObjectNode json(Guidance guidance) {
        var summary = guidance.summary();
        var all = Json.MAPPER
                .createObjectNode()
                .put("made_at", summary.madeAt().toString())
                .put("solver", summary.solver())
                .put("truncated", summary.truncated())
                .put("replicas", summary.replicas())
                .put("waiting", summary.waiting())
                .put("unplaced", summary.unplaced());
        summary.gapPercent().ifPresent(gap -> all.put("gap_percent", gap));
        var worth = all.putArray("worth");
        guidance.worth().forEach((place, money) -> put(worth.addObject(), place).put("micros", money.micros()));
        var ways = all.putArray("ways");
        guidance.ways()
                .values()
                .forEach(each -> each.forEach(way -> {
                    var row = ways.addObject().put("version", way.version()).put("replicas", way.replicas());
                    PlanRows.put(row.putObject("from"), way.from());
                    put(row.putObject("to"), way.to());
                }));
        return all;
    }

    static Guidance guidance(JsonNode all) {
        Map<Guidance.Place, Money> worth = new HashMap<>();
        all.path("worth")
                .forEach(each -> worth.put(
                        place(each), Money.ofMicros(each.path("micros").asLong())));
        Map<WorkloadUid, List<Guidance.Way>> ways = new HashMap<>();
        all.path("ways").forEach(each -> {
            var from = PlanRows.key(each.path("from"));
            ways.computeIfAbsent(from.workload(), _ -> new ArrayList<>())
                    .add(new Guidance.Way(
                            from,
                            each.path("version").asLong(),
                            place(each.path("to")),
                            each.path("replicas").asInt()));
        });
        var gap = all.path("gap_percent");
        return new Guidance(
                worth,
                ways,
                new Guidance.Summary(
                        Instant.parse(all.path("made_at").asText()),
                        all.path("solver").asText(),
                        gap.isNumber() ? OptionalDouble.of(gap.asDouble()) : OptionalDouble.empty(),
                        all.path("truncated").asBoolean(),
                        all.path("replicas").asLong(),
                        all.path("waiting").asLong(),
                        all.path("unplaced").asLong()));
    }

    private static ObjectNode put(ObjectNode row, Guidance.Place place) {
        return row.put("cluster", place.cluster().value())
                .put("product", place.product().key())
                .put("instance_type", place.instanceType().orElse(""))
                .put("tier", place.tier().name());
    }

    private static Guidance.Place place(JsonNode row) {
        return new Guidance.Place(
                new ClusterId(row.path("cluster").asText()),
                GpuProduct.ofKey(row.path("product").asText()),
                Optional.of(row.path("instance_type").asText()).filter(type -> !type.isEmpty()),
                CapacityTier.valueOf(row.path("tier").asText()));
    }
}
