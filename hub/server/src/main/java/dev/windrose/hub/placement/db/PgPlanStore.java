package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.placement.Promotion;
import dev.windrose.hub.placement.Revision;
import dev.windrose.hub.placement.SectionChange;
import dev.windrose.hub.placement.StoredPlan;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.Plan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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
    public static final int PLANS_KEPT = 1_000;

    private final Database database;
    private final DesiredRows desired;
    private final Counter onParent;
    private final Counter rebased;
    private final Counter lost;
    private volatile @Nullable Numbered cached;

    public PgPlanStore(Database database, DesiredRows desired, MeterRegistry metrics) {
        this.database = database;
        this.desired = desired;
        this.onParent = promotions(metrics, "on_parent");
        this.rebased = promotions(metrics, "rebased");
        this.lost = promotions(metrics, "lost");
    }

    /**
     * What became of plans: promoted on the target they were made from, rebased (promoted although another was the target by
     * then, for all that they need still held), or lost and computed anew.
     */
    private static Counter promotions(MeterRegistry metrics, String result) {
        return metrics.counter("windrose_plan_promotions_total", "result", result);
    }

    /**
     * Everything but the holds changes with a new plan only, so what was read with the newest plan's row still stands as
     * long as that very row is there: its number, and the transaction that wrote it. A promotion of this hub changes what
     * was read as it changed the rows, if the row before it was the one that was read.
     */
    public StoredPlan read() {
        var last = cached;
        var head = Json.parse(
                database.ask(s -> s.createNativeQuery("""
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
                database.ask(s -> s.createNativeQuery("""
                        select cast(jsonb_build_object(
                            'row', (select number || '/' || cast(xmin as text) from plan order by number desc limit 1),
                            'id', coalesce((select id from plan order by number desc limit 1), 'none'),
                            'assignments', coalesce((select jsonb_agg(to_jsonb(a)) from assignment a), '[]'),
                            'revisions', coalesce((select jsonb_agg(to_jsonb(r)) from workload_revision r), '[]'),
                            'since', coalesce((select jsonb_agg(to_jsonb(o)) from desired_object o), '[]'),
                            'moves', coalesce((select jsonb_agg(to_jsonb(m) order by m.number) from placement_move m
                                                where m.at > clock_timestamp() - interval '1 day'), '[]'))
                            as text)""", String.class).getSingleResult()));
        return new Numbered(row.path("row").asText(), PlanRows.plan(row));
    }

    /** A plan with its row's identity, without holds. */
    private record Numbered(String row, StoredPlan plan) {}

    /**
     * Makes the plan the target if every precondition still holds: one round trip, one transaction.
     *
     * @param revisions the specs of the generations that the changes bring in
     * @param sections what changes in the workloads section of every cluster that the change set touches
     */
    public Promotion promote(Plan plan, ChangeSet changes, List<Revision> revisions, List<SectionChange> sections) {
        var given = PlanRows.promotion(plan, changes, revisions);
        desired.put(given, sections);
        var last = cached;
        var answer = Json.parse(database.ask(s -> s.createNativeQuery(
                        "select cast(promote_plan(cast(cast(?1 as text) as jsonb)) as text)", String.class)
                .setParameter(1, given.toString())
                .getSingleResult()));
        if (answer.has("lost")) {
            lost.increment();
            return new Promotion.LostRace(answer.path("lost").asText());
        }
        if (last != null && last.row().equals(answer.path("head").asText())) {
            (last.plan().id().equals(plan.parent()) ? onParent : rebased).increment();
            cached = new Numbered(
                    answer.path("row").asText(),
                    Successor.of(last.plan(), plan, changes, revisions)
                            .withSince(DesiredRows.since(last.plan().since(), answer, sections)));
        } else {
            rebased.increment();
        }
        return new Promotion.Promoted(DesiredRows.raised(answer));
    }

    /** One promotion at a time: preconditions are then checked against a world that stands still. */
    private static Uni<?> lock(Mutiny.StatelessSession s) {
        return s.createNativeQuery(
                        "select cast(pg_advisory_xact_lock(hashtext('windrose.plan')) as text)", String.class)
                .getSingleResult();
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
                .chain(() -> s.createNativeQuery("""
                        delete from placement_move where at < clock_timestamp() - interval '90 days'""").executeUpdate())
                .chain(() -> desired.dropUnusedBodies(s)));
    }

    /** What was decided and why, newest first, for people. */
    public JsonNode history(int limit) {
        return Json.parse(database.transact(s ->
                s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(p)), '[]') as text)
                          from (select * from plan order by number desc limit ?1) p""", String.class).setParameter(1, limit).getSingleResult()));
    }

    /** Plans after a number, oldest first, a bounded number of them. */
    public JsonNode after(long number) {
        return Json.parse(database.transact(s ->
                s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(p) order by p.number), '[]') as text)
                          from (select * from plan where number > ?1 order by number limit 200) p""", String.class).setParameter(1, number).getSingleResult()));
    }
}
