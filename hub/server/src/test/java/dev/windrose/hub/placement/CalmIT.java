package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.placement.db.PgSpotRecords;
import dev.windrose.hub.placement.db.PgStaying;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.Money;
import dev.windrose.placement.Move;
import dev.windrose.placement.Phase;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.Precondition;
import dev.windrose.placement.Report;
import dev.windrose.placement.Stay;
import dev.windrose.placement.Staying;
import dev.windrose.placement.WaitingOn;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.calm.SpotKey;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.WorkloadUid;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moves and what staying has cost are in the database, so a restart of the hub forgets neither. */
@QuarkusTest
@TestProfile(StoreTestProfile.class)
class CalmIT {
    private static final String UID = "9c1d7a52-0000-4000-8000-000000000019";
    private static final AssignmentKey IN_A = Given.key(UID, "cluster-a", "L4", 1);
    private static final AssignmentKey IN_B = Given.key(UID, "cluster-b", "L4", 1);

    @Inject
    PgPlanStore plans;

    @Inject
    PgStaying table;

    @Inject
    PgSpotRecords spotRecords;

    @Inject
    HubDatabase database;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @BeforeEach
    void empty() {
        database.execute("""
                truncate plan, assignment, workload_revision, capacity_hold, desired_section, desired_object, desired_body,
                    placement_move, staying, staying_look, spot_record;
                delete from resource where resource = 'inferenceworkloads.fleet.windrose.dev';
                insert into resource (resource, namespace, name, object) values
                    ('inferenceworkloads.fleet.windrose.dev', 'team-a', 'one',
                     '{"metadata": {"uid": "%s", "generation": 1}}')""".formatted(UID));
    }

    @Test
    void aMoveIsOfItsPlanAndStaysKnown() {
        assertThat(promote(new Precondition.RowVersion(IN_A, 7))).isInstanceOf(Promotion.LostRace.class);
        assertThat(plans.read().moves()).isEmpty();

        assertThat(promote(new Precondition.RowVersion(IN_B, 0))).isInstanceOf(Promotion.Promoted.class);

        var known = List.of(new MoveLedger.Move(UID, now));
        assertThat(plans.read().moves()).isEqualTo(known);
        database.execute("update plan set solver = solver"); // another row, so it is read anew
        assertThat(plans.read().moves()).isEqualTo(known);
        assertThat(database.column("select from_cluster || ' ' || to_cluster || ' ' || micros from placement_move"))
                .containsExactly("cluster-a cluster-b 40000");
    }

    private Promotion promote(Precondition needs) {
        var row = new Assignment(IN_B, 1, Phase.SURGING, 1, now, 1);
        var move = new Move(IN_A, IN_B, 1, MoveReason.REGRET, Money.parse("0.04"), "test");
        return plans.promote(
                new Plan(new PlanId("p1"), PlanId.NONE, now, List.of(row), "test"),
                new ChangeSet(List.of(new Change.Upsert(row, List.of(needs), "test")), List.of(move)),
                List.of(),
                List.of());
    }

    @Test
    void whatStayingHasCostIsThereAfterARestartAndTimeWithoutAHubCountsForTwoHours() {
        var memory = new StayingMemory(table);
        assertThat(memory.known(now)).isEmpty();
        var line = new Staying(IN_A, 500_000, now.minus(Duration.ofHours(1)), 40_000);
        memory.keep(report(line), now);

        var restarted = new StayingMemory(table).known(now.plus(Duration.ofHours(9)));

        assertThat(restarted)
                .isEqualTo(Map.of(
                        new WorkloadUid(UID),
                        List.of(new Staying(IN_A, 620_000, now.plus(Duration.ofHours(9)), 40_000))));
    }

    @Test
    void theDatabaseIsToldOnceAMinuteWhatChangedAndWhatIsOver() {
        var memory = new StayingMemory(table);
        var line = new Staying(IN_A, 0, now, 40_000);
        memory.keep(report(line), now);
        memory.keep(new Report(List.of(), totals()), now.plusSeconds(59));
        assertThat(memory.known(now)).isEmpty();
        assertThat(table.read().lines()).containsExactly(line);
        assertThat(table.read().lookedAt()).isEqualTo(now);

        memory.keep(new Report(List.of(), totals()), now.plusSeconds(60));

        assertThat(table.read().lines()).isEmpty();
        assertThat(table.read().lookedAt()).isEqualTo(now.plusSeconds(60));
    }

    @Test
    void whatWasSeenOfSpotMachinesIsThereAfterARestart() {
        var nodes = List.of(spot("n1", 1), spot("n2", 0));
        var memory = new SpotMemory(spotRecords);
        assertThat(memory.heed(List.of(Given.view("a").withNodes(nodes)), now)).isEqualTo(SpotHazards.NONE);
        var later = now.plus(SpotMemory.TELL_EVERY);

        var hazards = memory.heed(List.of(Given.view("a")), later);

        var kind = new SpotKey("aws", "us-east-1", Optional.empty(), "g6.xlarge");
        assertThat(hazards.of(kind)).as("of %s", memory.records()).isEqualTo(330);
        assertThat(new SpotMemory(spotRecords).heed(List.of(), later)).isEqualTo(hazards);
        assertThat(spotRecords.read()).isEqualTo(memory.records()).containsOnlyKeys(kind);
    }

    private static NodeInventory spot(String name, int used) {
        var node = Given.node(name, "L4", 1);
        var origin = new NodeOrigin(
                Optional.empty(),
                Optional.of("g6.xlarge"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CapacityTier.SPOT);
        return Given.used(
                new NodeInventory(name, origin, true, true, List.of(), node.gpu(), node.understanding()),
                used > 0 ? Map.of(UID, used) : Map.of(),
                0);
    }

    private static Report report(Staying line) {
        var stay = new Stay(IN_B, 1, Money.ZERO, Money.ZERO, MoveReason.SAVING_TOO_SMALL, "test", line, 1);
        return new Report(
                List.of(new WorkloadReport(
                        new WorkloadUid(UID),
                        "team-a/one",
                        1,
                        1,
                        Money.ZERO,
                        0,
                        WaitingOn.NOTHING,
                        "",
                        List.of(),
                        List.of(stay),
                        List.of())),
                totals());
    }

    private static Report.Totals totals() {
        return new Report.Totals(1, 1, 1, Money.ZERO, 0);
    }
}
