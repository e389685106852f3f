package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.placement.Promotion;
import dev.windrose.hub.placement.Revision;
import dev.windrose.hub.placement.SectionChange;
import dev.windrose.hub.placement.StoredPlan;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.Precondition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The target plan: read whole, replaced by compare-and-set on the preconditions of a change set.
 *
 * <p>Assignments, the plan's row and the desired state of the clusters concerned become visible together or not at
 * all. Callers are virtual threads.
 */
@ApplicationScoped
public class PgPlanStore {
    /** Plans are kept for people to look back; the target is always the newest. */
    private static final int PLANS_KEPT = 1_000;

    private final Database database;
    private final DesiredRows desired;
    private volatile @Nullable Numbered cached;

    public PgPlanStore(Database database, DesiredRows desired) {
        this.database = database;
        this.desired = desired;
    }

    /**
     * Everything but the holds changes with a new plan only, so what was read with the newest plan's row still stands as
     * long as that very row is there: its number, and the transaction that wrote it.
     */
    public StoredPlan read() {
        var last = cached;
        var head = Json.parse(
                database.transact(s -> s.createNativeQuery("""
                        select cast(jsonb_build_object(
                            'row', (select number || '/' || cast(xmin as text) from plan order by number desc limit 1),
                            'holds', coalesce((select jsonb_agg(to_jsonb(h)) from capacity_hold h), '[]'))
                            as text)""", String.class).getSingleResult()));
        if (last == null || !last.row().equals(head.path("row").asText())) {
            last = readAll();
            cached = last;
        }
        return PlanRows.withHolds(last.plan(), head.path("holds"));
    }

    private Numbered readAll() {
        var row = Json.parse(
                database.transact(s -> s.createNativeQuery("""
                        select cast(jsonb_build_object(
                            'row', (select number || '/' || cast(xmin as text) from plan order by number desc limit 1),
                            'id', coalesce((select id from plan order by number desc limit 1), 'none'),
                            'assignments', coalesce((select jsonb_agg(to_jsonb(a)) from assignment a), '[]'),
                            'revisions', coalesce((select jsonb_agg(to_jsonb(r)) from workload_revision r), '[]'),
                            'since', coalesce((select jsonb_agg(to_jsonb(o)) from desired_object o), '[]'))
                            as text)""", String.class).getSingleResult()));
        return new Numbered(row.path("row").asText(), PlanRows.plan(row));
    }

    /** A plan with its row's identity, without holds. */
    private record Numbered(String row, StoredPlan plan) {}

    /**
     * Makes the plan the target if every precondition still holds.
     *
     * @param revisions the specs of the generations that the changes bring in
     * @param sections the complete workloads section of every cluster that the change set touches
     */
    public Promotion promote(Plan plan, ChangeSet changes, List<Revision> revisions, List<SectionChange> sections) {
        try {
            return database.transact(s -> lock(s).chain(() -> check(s, changes))
                    .chain(() -> saveRevisions(s, revisions))
                    .chain(() -> saveRows(s, changes))
                    .chain(() -> savePlan(s, plan, changes))
                    .chain(() -> desired.replace(s, sections))
                    .map(Promotion.Promoted::new));
        } catch (Database.DatabaseException e) {
            if (e.getCause() instanceof LostRaceException lost) {
                return new Promotion.LostRace(String.valueOf(lost.getMessage()));
            }
            throw e;
        }
    }

    /** One promotion at a time: preconditions are then checked against a world that stands still. */
    private static Uni<?> lock(Mutiny.StatelessSession s) {
        return s.createNativeQuery(
                        "select cast(pg_advisory_xact_lock(hashtext('windrose.plan')) as text)", String.class)
                .getSingleResult();
    }

    /**
     * Row versions and workload generations. Free capacity was judged on the same rows: as long as every row it read
     * is unchanged, the judgement stands, and rows only change here; so the parent must still be the target where a
     * change needs capacity.
     */
    private Uni<Void> check(Mutiny.StatelessSession s, ChangeSet changes) {
        return s.createNativeQuery("""
                        with wanted as (
                            select * from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as w(
                                what text, workload_uid text, cluster text, product text, gpus_per_replica integer,
                                instance_type text, tier text, expected bigint))
                        select w.what || ' ' || w.workload_uid || ' ' || coalesce(w.cluster, '') from wanted w
                         where (w.what = 'row' and w.expected <> coalesce(
                                   (select a.version from assignment a
                                     where a.workload_uid = w.workload_uid and a.cluster = w.cluster
                                       and a.product = w.product and a.gpus_per_replica = w.gpus_per_replica
                                       and a.instance_type = w.instance_type and a.tier = w.tier), 0))
                            or (w.what = 'generation' and not exists (
                                   select 1 from resource r
                                    where r.resource = 'inferenceworkloads.fleet.windrose.dev'
                                      and r.object #>> '{metadata,uid}' = w.workload_uid
                                      and cast(r.object #>> '{metadata,generation}' as bigint) = w.expected))
                         limit 1""", String.class)
                .setParameter(1, PlanRows.preconditions(changes).toString())
                .getSingleResultOrNull()
                .map(failed -> {
                    if (failed != null) {
                        throw new LostRaceException("no longer true: %s".formatted(failed));
                    }
                    return null;
                });
    }

    /** Fails the transaction unless the plan's parent is still the target. */
    private static Uni<Void> requireTarget(Mutiny.StatelessSession s, PlanId parent) {
        return s.createNativeQuery(
                        "select coalesce((select id from plan order by number desc limit 1), 'none')", String.class)
                .getSingleResult()
                .map(target -> {
                    if (!target.equals(parent.value())) {
                        throw new LostRaceException(
                                "target is %s, the plan was made from %s".formatted(target, parent.value()));
                    }
                    return null;
                });
    }

    private static Uni<?> saveRevisions(Mutiny.StatelessSession s, List<Revision> revisions) {
        return update(s, """
                insert into workload_revision (workload_uid, generation, namespace, name, spec, surge)
                select workload_uid, generation, namespace, name, spec, surge
                  from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(
                      workload_uid text, generation bigint, namespace text, name text, spec jsonb,
                      surge boolean)
                on conflict do nothing""", PlanRows.revisions(revisions));
    }

    private static Uni<?> saveRows(Mutiny.StatelessSession s, ChangeSet changes) {
        return update(s, """
                delete from assignment a using jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as g(
                    workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text,
                    tier text)
                 where a.workload_uid = g.workload_uid and a.cluster = g.cluster and a.product = g.product
                   and a.gpus_per_replica = g.gpus_per_replica and a.instance_type = g.instance_type
                   and a.tier = g.tier""", PlanRows.removals(changes)).chain(() -> update(s, """
                insert into assignment (workload_uid, cluster, product, gpus_per_replica, instance_type, tier, replicas,
                                        phase, generation, since, version)
                select workload_uid, cluster, product, gpus_per_replica, instance_type, tier, replicas, phase,
                       generation, since, version
                  from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as a(
                      workload_uid text, cluster text, product text, gpus_per_replica integer, instance_type text,
                      tier text, replicas integer, phase text, generation bigint, since timestamptz, version bigint)
                on conflict (workload_uid, cluster, product, gpus_per_replica, instance_type, tier) do update
                   set replicas = excluded.replicas, phase = excluded.phase, generation = excluded.generation,
                       since = excluded.since, version = excluded.version""", PlanRows.upserts(changes)));
    }

    private static Uni<Long> savePlan(Mutiny.StatelessSession s, Plan plan, ChangeSet changes) {
        return (needsCapacity(changes)
                        ? requireTarget(s, plan.parent())
                        : Uni.createFrom().voidItem())
                .chain(() -> s.createNativeQuery("""
                        insert into plan (id, parent, made_at, solver, changes)
                        values (?1, ?2, cast(?3 as timestamptz), ?4, cast(cast(?5 as text) as jsonb)) returning number""", Long.class)
                        .setParameter(1, plan.id().value())
                        .setParameter(2, plan.parent().value())
                        .setParameter(3, plan.madeAt().atOffset(ZoneOffset.UTC))
                        .setParameter(4, plan.solver())
                        .setParameter(5, PlanRows.summary(changes).toString())
                        .getSingleResult());
    }

    /** Removes what nothing refers to any more. Not while a plan is promoted: it may be about to refer to it. */
    public void tidy() {
        database.transact(s -> lock(s).chain(() -> s.createNativeQuery("""
                        delete from workload_revision r where not exists (
                            select 1 from assignment a
                             where a.workload_uid = r.workload_uid and a.generation = r.generation)""").executeUpdate())
                .chain(() ->
                        s.createNativeQuery("""
                        delete from plan where number <= (select max(number) from plan) - ?1""").setParameter(1, PLANS_KEPT).executeUpdate())
                .chain(() -> desired.dropUnusedBodies(s)));
    }

    private static boolean needsCapacity(ChangeSet changes) {
        return changes.changes().stream()
                .map(Change::preconditions)
                .flatMap(List::stream)
                .anyMatch(Precondition.FreeCapacity.class::isInstance);
    }

    private static Uni<?> update(Mutiny.StatelessSession s, String sql, ArrayNode rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : s.createNativeQuery(sql).setParameter(1, rows.toString()).executeUpdate();
    }

    /** What was decided and why, newest first, for people. */
    public JsonNode history(int limit) {
        return Json.parse(database.transact(s ->
                s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(p)), '[]') as text)
                          from (select * from plan order by number desc limit ?1) p""", String.class).setParameter(1, limit).getSingleResult()));
    }

    private static final class LostRaceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostRaceException(String why) {
            super(why);
        }
    }
}
