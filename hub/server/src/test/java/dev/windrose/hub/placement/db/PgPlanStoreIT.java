package dev.windrose.hub.placement.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.Given;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.hub.placement.Promotion;
import dev.windrose.hub.placement.Revision;
import dev.windrose.hub.placement.SectionChange;
import dev.windrose.hub.placement.StoredPlan;
import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Phase;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.Precondition;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StoreTestProfile.class)
class PgPlanStoreIT {
    private static final String UID = "9c1d7a52-0000-4000-8000-000000000001";
    private static final AssignmentKey IN_A = Given.key(UID, "cluster-a", "L4", 1);
    private static final AssignmentKey IN_B = Given.key(UID, "cluster-b", "H100-mig-3g.40gb", 1);
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    PgPlanStore plans;

    @Inject
    PgDesiredState desired;

    @Inject
    HubDatabase database;

    @Inject
    Database hub;

    @Inject
    DesiredRows rows;

    @BeforeEach
    void empty() {
        database.execute("""
                truncate plan, assignment, workload_revision, capacity_hold, desired_section, desired_object, desired_body;
                delete from resource where resource = 'inferenceworkloads.fleet.windrose.dev';
                insert into resource (resource, namespace, name, object) values
                    ('inferenceworkloads.fleet.windrose.dev', 'team-a', 'one',
                     '{"metadata": {"uid": "%s", "generation": 1}}')""".formatted(UID));
    }

    @Test
    void anEmptyDatabaseHasNoPlan() {
        assertThat(plans.read().id()).isEqualTo(PlanId.NONE);
        assertThat(plans.read().assignments()).isEmpty();
    }

    @Test
    void whatWasPromotedIsReadAgain() {
        var promoted = plans.promote(
                plan("p1", "none"), changes(place(IN_A, 2)), List.of(revision(1)), List.of(section("cluster-a", "x")));

        var read = plans.read();
        assertThat(promoted)
                .isEqualTo(new Promotion.Promoted(Map.of(new ClusterId("cluster-a"), new Generation(1, 1))));
        assertThat(read.id()).isEqualTo(new PlanId("p1"));
        assertThat(read.assignments()).containsExactly(Given.assignment(IN_A, 2, 1));
        assertThat(read.revisions()).containsExactly(revision(1));
        assertThat(read.since()).containsExactlyEntriesOf(Map.of(subject("cluster-a", "x"), new Generation(1, 1)));
    }

    @Test
    void aRowThatChangedMeanwhileLosesTheRaceAndNothingIsWritten() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));

        var again = plans.promote(
                plan("p2", "p1"), changes(place(IN_A, 3)), List.of(revision(2)), List.of(section("cluster-a", "y")));

        assertThat(again).isInstanceOf(Promotion.LostRace.class);
        assertNothingWrittenSince("p1");
    }

    @Test
    void aRowThatWentAwayMeanwhileLosesTheRaceToo() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        promote(
                "p2",
                "p1",
                changes(new Change.Remove(IN_A, List.of(new Precondition.RowVersion(IN_A, 1)), "test")),
                section("cluster-a"));

        var late = plans.promote(
                plan("p3", "p1"),
                changes(new Change.Upsert(
                        new Assignment(IN_A, 3, Phase.SERVING, 1, Given.NOW, 2),
                        List.of(new Precondition.RowVersion(IN_A, 1)),
                        "test")),
                List.of(),
                List.of());

        assertThat(late).isInstanceOf(Promotion.LostRace.class);
        assertThat(plans.read().assignments()).isEmpty();
    }

    @Test
    void aWorkloadThatChangedMeanwhileLosesTheRaceAndNothingIsWritten() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        database.execute(
                "update resource set object = jsonb_set(object, '{metadata,generation}', '2') where name = 'one'");

        var late = plans.promote(
                plan("p2", "p1"), changes(place(IN_B, 1)), List.of(revision(2)), List.of(section("cluster-b", "y")));

        assertThat(late)
                .isInstanceOfSatisfying(
                        Promotion.LostRace.class,
                        lost -> assertThat(lost.why()).contains("generation").contains(UID));
        assertNothingWrittenSince("p1");
    }

    @Test
    void whereCapacityIsNeededTheParentMustBeTheTarget() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        var needs = new ChangeSet(List.of(new Change.Upsert(
                Given.assignment(IN_B, 1, 1),
                List.of(
                        new Precondition.RowVersion(IN_B, 0),
                        new Precondition.FreeCapacity(IN_B.cluster(), IN_B.shape(), IN_B.tier(), 1)),
                "test")));

        var stale = plans.promote(plan("p2", "none"), needs, List.of(revision(2)), List.of(section("cluster-b", "y")));
        assertThat(stale).isInstanceOf(Promotion.LostRace.class);
        assertNothingWrittenSince("p1");

        assertThat(plans.promote(plan("p2", "p1"), needs, List.of(), List.of())).isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void whereNoCapacityIsNeededAnOlderParentIsNoHindrance() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));

        assertThat(plans.promote(plan("p2", "none"), changes(place(IN_B, 1)), List.of(), List.of()))
                .isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void aSectionThatSaysTheSameKeepsItsGeneration() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x", "y"));

        var same = plans.promote(
                plan("p2", "p1"), changes(), List.of(), List.of(section("cluster-a", "y", "x"), section("cluster-b")));

        assertThat(same).isEqualTo(new Promotion.Promoted(Map.of()));
        assertThat(generation("cluster-a")).isEqualTo(new Generation(1, 1));
    }

    @Test
    void onlyWhatDiffersIsCountedFromTheRaisedGeneration() {
        promote("p1", "none", changes(), section("cluster-a", "x", "y"), section("cluster-b", "x"));

        plans.promote(
                plan("p2", "p1"),
                changes(),
                List.of(),
                List.of(
                        new SectionChange(
                                new ClusterId("cluster-a"), List.of(object("x", "{}"), object("y", "{\"v\": 2}"))),
                        section("cluster-b", "x")));

        assertThat(plans.read().since())
                .containsEntry(subject("cluster-a", "x"), new Generation(1, 1))
                .containsEntry(subject("cluster-a", "y"), new Generation(1, 2))
                .containsEntry(subject("cluster-b", "x"), new Generation(1, 1));
        assertThat(generation("cluster-b")).isEqualTo(new Generation(1, 1));
    }

    @Test
    void theRemovalOfTheLastObjectRaisesTheGenerationToo() {
        promote("p1", "none", changes(), section("cluster-a", "x"));

        var emptied = plans.promote(plan("p2", "p1"), changes(), List.of(), List.of(section("cluster-a")));

        assertThat(emptied).isEqualTo(new Promotion.Promoted(Map.of(new ClusterId("cluster-a"), new Generation(1, 2))));
        assertThat(section("cluster-a").objects()).isEmpty();
        assertThat(database.column("select key from desired_object")).isEmpty();
    }

    @Test
    void ofManyPromotionsFromOneParentExactlyOneWins() throws Exception {
        var tries = new ArrayList<Callable<Promotion>>();
        for (int i = 0; i < 8; i++) {
            var number = i;
            tries.add(() -> plans.promote(
                    plan("p-" + number, "none"),
                    changes(place(IN_A, number + 1)),
                    List.of(revision(1)),
                    List.of(section("cluster-a", "x" + number))));
        }
        var promoted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(tries)) {
                promoted += result.get() instanceof Promotion.Promoted ? 1 : 0;
            }
        }

        assertThat(promoted).isEqualTo(1);
        assertThat(plans.read().assignments()).hasSize(1);
        assertThat(generation("cluster-a")).isEqualTo(new Generation(1, 1));
        assertThat(database.number("select count(*) from plan")).isEqualTo(1);
    }

    @Test
    void aRemovedRowIsGone() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));

        promote(
                "p2",
                "p1",
                new ChangeSet(List.of(new Change.Remove(IN_A, List.of(new Precondition.RowVersion(IN_A, 1)), "test"))),
                section("cluster-a"));

        assertThat(plans.read().assignments()).isEmpty();
    }

    @Test
    void tidyRemovesWhatNothingRefersTo() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        database.execute("""
                insert into workload_revision values ('%s', 7, 'team-a', 'one', '{"model": {"id": "m"}}', false);
                insert into desired_body values ('unused', '{}')""".formatted(UID));

        plans.tidy();

        assertThat(database.column("select generation from workload_revision")).containsExactly("1");
        assertThat(database.number("select count(*) from desired_body")).isEqualTo(1);
        assertThat(plans.read().id()).isEqualTo(new PlanId("p1"));
    }

    /** A body that a promotion is about to refer to must not be swept away under it. */
    @Test
    void tidyWaitsForAPromotionUnderWay() throws Exception {
        try (var promotion = database.connect();
                var statement = promotion.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            promotion.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtext('windrose.plan'))");
            var tidied = CompletableFuture.runAsync(plans::tidy, threads);
            await().atMost(SOON).until(() -> tidied.isDone() || database.number("""
                                    select count(*) from pg_locks l join pg_database d on d.oid = l.database
                                     where d.datname = current_database() and locktype = 'advisory' and not granted""") > 0);

            assertThat(tidied).isNotDone();
            promotion.commit();
            tidied.get();
        }
    }

    @Test
    void theLinkReadsTheSectionAsItWasWritten() {
        promote("p1", "none", changes(), section("cluster-a", "x", "y"));

        var sections = desired.sections(new ClusterName("cluster-a")).await().atMost(SOON);

        assertThat(sections).singleElement().satisfies(section -> {
            assertThat(section.section()).isEqualTo(SectionName.WORKLOADS);
            assertThat(section.generation()).isEqualTo(new Generation(1, 1));
            assertThat(section.manifest())
                    .isEqualTo(Manifest.of(Map.of(
                            new ObjectKey("x"), object("x").body().digest(),
                            new ObjectKey("y"), object("y").body().digest())));
        });
    }

    @Test
    void aBodyIsGivenOnlyToTheClusterThatShouldHoldIt() {
        promote("p1", "none", changes(), section("cluster-a", "x"));
        var digest = object("x").body().digest();

        assertThat(desired.body(new ClusterName("cluster-a"), digest).await().atMost(SOON))
                .contains(object("x").body());
        assertThat(desired.body(new ClusterName("cluster-b"), digest).await().atMost(SOON))
                .isEmpty();
    }

    @Test
    void theHistoryTellsWhatWasDecidedAndWhy() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        promote("p2", "p1", changes(place(IN_B, 1)), section("cluster-b", "x"));

        var history = plans.history(10);

        assertThat(history).hasSize(2);
        assertThat(history.at("/0/id").asText()).isEqualTo("p2");
        assertThat(history.at("/1/changes/0/reason").asText()).isEqualTo("test");
        assertThat(history.at("/1/changes/0/replicas").asInt()).isEqualTo(2);
    }

    @Test
    void ofASectionThatIsNotCompleteTheRestStays() {
        promote("p1", "none", changes(), section("cluster-a", "x", "y", "z"));

        var promoted = plans.promote(
                plan("p2", "p1"),
                changes(),
                List.of(),
                List.of(new SectionChange(
                        new ClusterId("cluster-a"),
                        false,
                        List.of(object("y", "{\"v\": 2}")),
                        List.of(new ObjectKey("z")))));

        assertThat(promoted)
                .isEqualTo(new Promotion.Promoted(Map.of(new ClusterId("cluster-a"), new Generation(1, 2))));
        assertThat(plans.read().since())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        subject("cluster-a", "x"), new Generation(1, 1),
                        subject("cluster-a", "y"), new Generation(1, 2)));
        assertThat(readByAnotherHub()).isEqualTo(plans.read());
    }

    @Test
    void aRemovalOfWhatIsNotThereRaisesNothing() {
        promote("p1", "none", changes(), section("cluster-a", "x"));

        var same = plans.promote(
                plan("p2", "p1"),
                changes(),
                List.of(),
                List.of(new SectionChange(
                        new ClusterId("cluster-a"), false, List.of(object("x")), List.of(new ObjectKey("other")))));

        assertThat(same).isEqualTo(new Promotion.Promoted(Map.of()));
    }

    /** What a hub makes of its own promotions without reading them is what the rows say. */
    @Test
    void whatWasPromotedIsKnownAsItIsRead() {
        plans.read();
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x", "y"));
        assertThat(readByAnotherHub()).isEqualTo(plans.read());
        promote("p2", "p1", changes(place(IN_B, 1)), section("cluster-b", "x"), section("cluster-a", "y"));
        assertThat(readByAnotherHub()).isEqualTo(plans.read());
        promote(
                "p3",
                "p2",
                changes(new Change.Remove(IN_A, List.of(new Precondition.RowVersion(IN_A, 1)), "test")),
                section("cluster-a"));
        assertThat(readByAnotherHub()).isEqualTo(plans.read());
        assertThat(plans.read().assignments()).containsExactly(Given.assignment(IN_B, 1, 1));
    }

    @Test
    void aPromotionOfAnotherHubIsSeen() {
        plans.read();
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        assertThat(new PgPlanStore(hub, rows, new SimpleMeterRegistry())
                        .promote(
                                plan("p2", "p1"),
                                changes(place(IN_B, 1)),
                                List.of(),
                                List.of(section("cluster-b", "x"))))
                .isInstanceOf(Promotion.Promoted.class);
        promote("p3", "p2", changes(), section("cluster-b", "y"));

        assertThat(plans.read().assignments()).hasSize(2);
        assertThat(readByAnotherHub()).isEqualTo(plans.read());
    }

    @Test
    void aSpecThatNoRowRunsIsReplacedByTheOneThatIsBrought() {
        promote("p1", "none", changes(place(IN_A, 2)), section("cluster-a", "x"));
        promote(
                "p2",
                "p1",
                changes(new Change.Remove(IN_A, List.of(new Precondition.RowVersion(IN_A, 1)), "test")),
                section("cluster-a"));
        var anew = new Revision(
                new WorkloadUid(UID), 1, "team-a", "one", Given.spec("{\"model\": {\"id\": \"m\"}}"), false);

        plans.promote(plan("p3", "p2"), changes(place(IN_A, 2)), List.of(anew), List.of(section("cluster-a", "x")));

        assertThat(plans.read().revisions()).containsExactly(anew);
        assertThat(readByAnotherHub()).isEqualTo(plans.read());
    }

    private StoredPlan readByAnotherHub() {
        return new PgPlanStore(hub, rows, new SimpleMeterRegistry()).read();
    }

    private void assertNothingWrittenSince(String plan) {
        assertThat(plans.read().id()).isEqualTo(new PlanId(plan));
        assertThat(plans.read().assignments()).containsExactly(Given.assignment(IN_A, 2, 1));
        assertThat(plans.read().revisions()).extracting(Revision::generation).containsExactly(1L);
        assertThat(plans.read().since()).containsOnlyKeys(subject("cluster-a", "x"));
        assertThat(database.number("select count(*) from plan")).isEqualTo(1);
        assertThat(database.number("select count(*) from desired_body")).isEqualTo(1);
    }

    private void promote(String id, String parent, ChangeSet changes, SectionChange... sections) {
        assertThat(plans.promote(plan(id, parent), changes, List.of(revision(1)), List.of(sections)))
                .isInstanceOf(Promotion.Promoted.class);
    }

    private Generation generation(String cluster) {
        return desired.sections(new ClusterName(cluster))
                .await()
                .atMost(SOON)
                .getFirst()
                .generation();
    }

    private static Plan plan(String id, String parent) {
        return new Plan(new PlanId(id), new PlanId(parent), Given.NOW, List.of(), "test");
    }

    private static ChangeSet changes(Change... changes) {
        return new ChangeSet(List.of(changes));
    }

    private static Change place(AssignmentKey key, int replicas) {
        return new Change.Upsert(
                new Assignment(key, replicas, Phase.SERVING, 1, Given.NOW, 1),
                List.of(
                        new Precondition.RowVersion(key, 0),
                        new Precondition.WorkloadGeneration(new WorkloadUid(UID), 1)),
                "test");
    }

    private static Revision revision(long generation) {
        return new Revision(
                new WorkloadUid(UID), generation, "team-a", "one", Given.spec("{\"model\": {\"id\": \"m\"}}"), true);
    }

    private static SectionChange section(String cluster, String... keys) {
        return new SectionChange(
                new ClusterId(cluster),
                List.of(keys).stream().map(PgPlanStoreIT::object).toList());
    }

    private static DesiredObject object(String key) {
        return object(key, "{}");
    }

    private static DesiredObject object(String key, String body) {
        return new DesiredObject(new ObjectKey(key), new Body(body));
    }

    private static Subject subject(String cluster, String key) {
        return new Subject(new ClusterName(cluster), new ObjectKey(key));
    }
}
