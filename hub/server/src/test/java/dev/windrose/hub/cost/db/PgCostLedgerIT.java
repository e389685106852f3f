package dev.windrose.hub.cost.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.hub.cost.Costs.By;
import dev.windrose.hub.cost.Spent;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Money;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time passes by moving what was noted into the past; the clock is the database's. */
@QuarkusTest
@TestProfile(StoreTestProfile.class)
class PgCostLedgerIT {
    private static final String UID = "9c1d7a52-0000-4000-8000-00000000c057";
    private static final AssignmentKey KEY = Given.key(UID, "cluster-a", "L4", 2);
    private static final Offset<BigDecimal> A_MOMENT = Offset.offset(new BigDecimal("0.02"));

    @Inject
    PgCostLedger ledger;

    @Inject
    HubDatabase database;

    @BeforeEach
    void empty() {
        database.execute("""
                truncate assignment, workload_revision, cost_meter, cost_hour;
                insert into workload_revision (workload_uid, generation, namespace, name, spec, surge)
                values ('%s', 1, 'team-a', 'chat', '{}', false)""".formatted(UID));
    }

    private void assign(int replicas) {
        database.execute("""
                insert into assignment (workload_uid, cluster, product, gpus_per_replica, instance_type, tier, replicas,
                                        phase, generation, since, version)
                values ('%s', '%s', '%s', %d, '%s', '%s', %d, 'SERVING', 1, now(), 1)
                on conflict (workload_uid, cluster, product, gpus_per_replica, instance_type, tier) do update
                    set replicas = excluded.replicas""".formatted(
                        UID,
                        KEY.cluster().value(),
                        KEY.shape().product().name(),
                        KEY.shape().gpusPerReplica(),
                        KEY.shape().instanceType().orElse(""),
                        KEY.tier().name(),
                        replicas));
    }

    private void remove() {
        database.execute("delete from assignment");
    }

    /** What is not added up yet began and ended that much earlier. */
    private void passes(String interval) {
        database.execute("update cost_meter set since = since - interval '%s', until = until - interval '%s'"
                .formatted(interval, interval));
    }

    /** Only the present stretch is longer. */
    private void runsFor(String interval) {
        database.execute("update cost_meter set since = since - interval '%s' where until is null".formatted(interval));
    }

    private void rate(String dollars) {
        ledger.rate(Map.of(KEY, Optional.of(Money.parse(dollars))));
    }

    private List<Spent> spent(By by) {
        var now = ledger.now();
        return ledger.spent(now.minus(Duration.ofDays(30)), now.plus(Duration.ofHours(1)), by);
    }

    private Spent spent() {
        assertThat(spent(By.WORKLOAD)).hasSize(1);
        return spent(By.WORKLOAD).getFirst();
    }

    @Test
    void whatRunsCostsByTheHourWhetherOrNotItIsAddedUp() {
        assign(3);
        rate("1.50");
        runsFor("5 hours 30 minutes");

        var before = spent();
        boolean more = ledger.accrue();
        var after = spent();
        ledger.accrue();

        assertThat(more).isFalse();
        assertThat(before.dollars()).isCloseTo(new BigDecimal("24.75"), A_MOMENT);
        assertThat(before.gpuSeconds())
                .isCloseTo(new BigDecimal(5.5 * 3_600 * 6), Offset.offset(new BigDecimal("120")));
        assertThat(after.dollars()).isCloseTo(before.dollars(), A_MOMENT);
        assertThat(spent().dollars()).isCloseTo(before.dollars(), A_MOMENT);
        assertThat(database.number("select count(*) from cost_hour")).isBetween(5L, 6L);
        assertThat(database.number("select count(*) from cost_meter")).isEqualTo(1);
    }

    @Test
    void whatHasEndedIsAddedUpOnceToTheLastDigit() {
        assign(3);
        rate("1.234567");
        runsFor("2 hours 17 minutes");
        remove();

        var before = spent();
        ledger.accrue();
        var after = spent();
        ledger.accrue();

        assertThat(after).isEqualTo(before);
        assertThat(spent()).isEqualTo(before);
        assertThat(database.number("select count(*) from cost_meter")).isZero();
    }

    @Test
    void aPriceCountsFromWhenItIsToldAndNotBefore() {
        assign(1);
        rate("2");
        runsFor("4 hours");
        rate("3");
        rate("3");
        passes("1 hour");

        assertThat(spent().dollars())
                .as("4 hours at 2, ended an hour ago, and one at 3")
                .isCloseTo(new BigDecimal("11"), A_MOMENT);
        assertThat(database.number("select count(*) from cost_meter")).isEqualTo(2);
    }

    @Test
    void moreReplicasCostMoreFromThenOnAtTheSamePrice() {
        assign(1);
        rate("2");
        runsFor("1 hour");
        assign(4);
        passes("1 hour");

        assertThat(spent().dollars()).isCloseTo(new BigDecimal("10"), A_MOMENT);
        assertThat(ledger.unrated()).isEmpty();
    }

    @Test
    void whatHasNoPriceIsCountedApartAndNeverAsFree() {
        assign(1);
        ledger.rate(Map.of(KEY, Optional.empty()));
        runsFor("3 hours");

        var unpriced = spent();
        ledger.accrue();

        assertThat(unpriced.dollars()).isEqualByComparingTo("0");
        assertThat(unpriced.unpricedGpuSeconds())
                .isEqualByComparingTo(unpriced.gpuSeconds())
                .isGreaterThanOrEqualTo(new BigDecimal(6 * 3_600));
        assertThat(spent().unpricedGpuSeconds()).isGreaterThanOrEqualTo(unpriced.unpricedGpuSeconds());
    }

    @Test
    void whatNobodyRatedYetWaitsAndIsPricedFromItsBeginning() {
        assign(1);
        runsFor("2 hours");

        ledger.accrue();
        assertThat(ledger.unrated()).containsExactly(KEY);
        assertThat(database.number("select count(*) from cost_hour")).isZero();

        rate("5");
        assertThat(ledger.unrated()).isEmpty();
        assertThat(spent().dollars()).isCloseTo(BigDecimal.TEN, A_MOMENT);
    }

    @Test
    void rowsThatGoWithoutATriggerCostNoMore() {
        assign(1);
        rate("1");
        database.execute("truncate assignment");

        ledger.accrue();

        assertThat(database.number("select count(*) from cost_meter where until is null"))
                .isZero();
    }

    @Test
    void isToldByNamespaceWorkloadClusterAndTier() {
        assign(1);
        rate("1");
        runsFor("1 hour");

        assertThat(spent(By.NAMESPACE)).extracting(Spent::key).containsExactly("team-a");
        assertThat(spent(By.WORKLOAD)).extracting(Spent::key).containsExactly("team-a/chat");
        assertThat(spent(By.CLUSTER)).extracting(Spent::key).containsExactly("cluster-a");
        assertThat(spent(By.TIER)).extracting(Spent::key).containsExactly("on-demand");
    }

    @Test
    void oldHoursGo() {
        assign(1);
        rate("1");
        runsFor("100 hours");
        ledger.accrue();

        while (ledger.prune(2)) {
            assertThat(database.number("select count(*) from cost_hour")).isPositive();
        }

        assertThat(database.number("select count(*) from cost_hour")).isBetween(47L, 49L);
    }
}
