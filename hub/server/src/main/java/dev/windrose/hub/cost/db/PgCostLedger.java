package dev.windrose.hub.cost.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.cost.Costs.By;
import dev.windrose.hub.cost.Spent;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Money;
import dev.windrose.placement.Shape;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What placements cost over time. Triggers of the database note when assignments come and go; here prices are told and what
 * is over is added up, each in one statement, which is a transaction. Callers are virtual threads.
 */
@ApplicationScoped
public class PgCostLedger {
    private static final int AT_ONCE = 500;
    private static final int PRUNED_AT_ONCE = 5_000;

    private final Database database;

    public PgCostLedger(Database database) {
        this.database = database;
    }

    /** Assignments that run, or have run, without that anybody has said what they cost. */
    public Set<AssignmentKey> unrated() {
        var keys = new TreeSet<AssignmentKey>();
        Json.parse(database.ask(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(m)), '[]') as text)
                          from cost_meter m where not m.rated""", String.class).getSingleResult()))
                .forEach(row -> keys.add(key(row)));
        return keys;
    }

    private static AssignmentKey key(JsonNode row) {
        return new AssignmentKey(
                new WorkloadUid(row.path("workload_uid").asText()),
                new ClusterId(row.path("cluster").asText()),
                new Shape(
                        GpuProduct.ofKey(row.path("product").asText()),
                        row.path("gpus_per_replica").asInt(),
                        Optional.of(row.path("instance_type").asText()).filter(type -> !type.isEmpty())),
                CapacityTier.valueOf(row.path("tier").asText()));
    }

    /** What one replica costs in an hour from now on; empty: nobody knows. What is the same already is left alone. */
    public void rate(Map<AssignmentKey, Optional<Money>> rates) {
        var entries = new ArrayList<>(rates.entrySet());
        for (int from = 0; from < entries.size(); from += AT_ONCE) {
            var rows = Json.MAPPER.createArrayNode();
            entries.subList(from, Math.min(entries.size(), from + AT_ONCE))
                    .forEach(each -> rows.add(row(each.getKey(), each.getValue())));
            database.ask(s -> s.createNativeQuery(
                            "select cast(rate_costs(cast(cast(?1 as text) as jsonb)) as text)", String.class)
                    .setParameter(1, rows.toString())
                    .getSingleResult());
        }
    }

    private static ObjectNode row(AssignmentKey key, Optional<Money> price) {
        var row = Json.MAPPER.createObjectNode();
        row.put("workload_uid", key.workload().value())
                .put("cluster", key.cluster().value())
                .put("product", key.shape().product().key())
                .put("gpus_per_replica", key.shape().gpusPerReplica())
                .put("instance_type", key.shape().instanceType().orElse(""))
                .put("tier", key.tier().name());
        price.ifPresent(money -> row.put("micros", money.micros()));
        return row;
    }

    /** Adds up what is over. @return whether there may be more */
    public boolean accrue() {
        return database.ask(s -> s.createNativeQuery("select accrue_costs(?1)", Integer.class)
                        .setParameter(1, AT_ONCE)
                        .getSingleResult())
                == AT_ONCE;
    }

    /** Removes hours that are older. @return whether there may be more */
    public boolean prune(int days) {
        return database.ask(s -> s.createNativeQuery("""
                        delete from cost_hour where ctid in (
                            select ctid from cost_hour
                             where hour < clock_timestamp() - make_interval(days => ?1) limit ?2)""")
                        .setParameter(1, days)
                        .setParameter(2, PRUNED_AT_ONCE)
                        .executeUpdate())
                == PRUNED_AT_ONCE;
    }

    /**
     * What was spent in whole hours, what goes on included up to now, by namespace and key.
     *
     * @param from the beginning of an hour
     * @param to the beginning of an hour, not included
     */
    public List<Spent> spent(Instant from, Instant to, By by) {
        var key = switch (by) {
            case NAMESPACE -> "namespace";
            case WORKLOAD -> "namespace || '/' || workload";
            case CLUSTER -> "cluster";
            case TIER -> "lower(replace(tier, '_', '-'))";
        };
        var rows = Json.parse(database.ask(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(r) order by r.key, r.namespace), '[]') as text) from (
                            select namespace, %s as key, cast(sum(gpu_seconds) as text) as gpu_seconds,
                                   cast(sum(unpriced_gpu_seconds) as text) as unpriced_gpu_seconds,
                                   cast(sum(dollars) as text) as dollars
                              from (select hour, namespace, workload, cluster, tier, gpu_seconds, unpriced_gpu_seconds,
                                           dollars
                                      from cost_hour
                                    union all
                                    select p.hour, m.namespace, m.workload, m.cluster, m.tier, p.gpu_seconds,
                                           p.unpriced_gpu_seconds, p.dollars
                                      from cost_meter m cross join lateral cost_pieces(m, clock_timestamp()) p) all_of_it
                             where hour >= cast(?1 as timestamptz) and hour < cast(?2 as timestamptz)
                             group by 1, 2) r""".formatted(key), String.class)
                .setParameter(1, from.atOffset(ZoneOffset.UTC))
                .setParameter(2, to.atOffset(ZoneOffset.UTC))
                .getSingleResult()));
        var spent = new ArrayList<Spent>();
        rows.forEach(row -> spent.add(Spent.of(row)));
        return spent;
    }

    /** The database's clock, which hours are cut by. */
    public Instant now() {
        return Instant.ofEpochMilli(database.ask(s -> s.createNativeQuery(
                        "select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)", Long.class)
                .getSingleResult()));
    }
}
