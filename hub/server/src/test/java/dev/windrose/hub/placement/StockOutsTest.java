package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.windrose.hub.Given;
import dev.windrose.hub.placement.Refusals.Refusal;
import dev.windrose.hub.placement.StockOuts.Kept;
import dev.windrose.hub.placement.StockOuts.Member;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.StockOut;
import dev.windrose.placement.calm.StockoutCause;
import dev.windrose.placement.calm.StockoutKey;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one member was refused closes the same thing for all; a node that comes opens it; nothing else does. */
class StockOutsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final StockoutKey KEY = new StockoutKey("aws", "", "us-east-1", "g6.xlarge", CapacityTier.ON_DEMAND);

    private final Table table = new Table();
    private final StockOuts stockOuts = new StockOuts(table);

    @Test
    void whatOneMeetsAllOfTheSameAccountAndRegionWouldMeet() {
        var other = new Member(Given.view("c"), "another account", List.of());

        var heeded = stockOuts.heed(List.of(refused("a", NOW), member("b"), other), NOW);

        assertThat(heeded)
                .extracting(StockOut::clusters)
                .containsExactly(Set.of(new ClusterId("a"), new ClusterId("b")));
        assertThat(heeded.getFirst().until()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        assertThat(table.kept).containsOnlyKeys(KEY);
    }

    @Test
    void aReportThatSaysTheSameIsNoSecondRefusal() {
        stockOuts.heed(List.of(refused("a", NOW)), NOW);

        stockOuts.heed(List.of(refused("a", NOW)), NOW.plus(Duration.ofMinutes(6)));

        assertThat(table.kept.get(KEY).stockout().strikes()).isEqualTo(1);
    }

    @Test
    void aMemberWhoseClockIsAheadSaysTheSameOnce() {
        var soon = NOW.plus(Duration.ofMinutes(2));
        stockOuts.heed(List.of(refused("a", soon)), NOW);
        stockOuts.heed(List.of(refused("a", soon)), NOW.plus(Duration.ofMinutes(1)));
        stockOuts.heed(List.of(refused("a", soon)), NOW.plus(Duration.ofMinutes(8)));

        assertThat(table.kept.get(KEY).stockout().strikes()).isEqualTo(1);
    }

    @Test
    void aTimeFarAheadIsNoTime() {
        var heeded = stockOuts.heed(List.of(refused("a", NOW.plus(Duration.ofDays(400)))), NOW);

        assertThat(heeded.getFirst().until()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    }

    @Test
    void aNodeThatComesEndsIt() {
        stockOuts.heed(List.of(refused("a", NOW), member("b", "n1")), NOW);

        assertThat(stockOuts.heed(List.of(member("a"), member("b", "n1", "n2")), NOW))
                .isEmpty();
        assertThat(table.kept).isEmpty();
    }

    @Test
    void nodesOfAMemberThatIsHeardOfForTheFirstTimeProveNothing() {
        stockOuts.heed(List.of(refused("a", NOW), member("b", "n1")), NOW);

        assertThat(stockOuts.heed(List.of(member("b", "n1"), member("late", "n7")), NOW))
                .hasSize(1);
    }

    @Test
    void aMemberWithoutInventoryForAWhileBringsNoNodes() {
        stockOuts.heed(List.of(refused("a", NOW), member("b", "n1")), NOW);
        stockOuts.heed(List.of(silent("b")), NOW);

        assertThat(stockOuts.heed(List.of(member("b", "n1")), NOW)).hasSize(1);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenNextTime() {
        table.away = true;
        assertThatIllegalStateException().isThrownBy(() -> stockOuts.heed(List.of(refused("a", NOW)), NOW));
        table.away = false;

        stockOuts.heed(List.of(refused("a", NOW)), NOW);

        assertThat(table.kept).containsOnlyKeys(KEY);
    }

    @Test
    void aHubThatStartsAgainHasForgottenNothing() {
        stockOuts.heed(List.of(refused("a", NOW)), NOW);

        assertThat(new StockOuts(table).heed(List.of(member("b", "n1")), NOW)).hasSize(1);
    }

    private static Member member(String cluster, String... nodes) {
        return new Member(
                Given.view(
                        cluster,
                        Arrays.stream(nodes)
                                .map(name -> Given.node(name, "aws", "us-east-1", "g6.xlarge", "L4", 1))
                                .toArray(NodeInventory[]::new)),
                "",
                List.of());
    }

    private static Member refused(String cluster, Instant since) {
        return new Member(
                Given.view(cluster),
                "",
                List.of(new Refusal(
                        KEY, StockoutCause.CAPACITY, cluster, "InsufficientInstanceCapacity", Optional.of(since))));
    }

    private static Member silent(String cluster) {
        ClusterView view = Given.view(cluster);
        return new Member(
                new ClusterView(
                        view.id(),
                        view.cloud(),
                        view.region(),
                        view.labels(),
                        view.taints(),
                        view.cordoned(),
                        view.allowedNamespaces(),
                        view.presence(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        view.pause()),
                "",
                List.of());
    }

    /** A table that may be away. */
    private static final class Table implements KeptStockOuts {
        private Map<StockoutKey, Kept> kept = Map.of();
        private boolean away;

        @Override
        public Map<StockoutKey, Kept> read() {
            return kept;
        }

        @Override
        public void write(Map<StockoutKey, Kept> all) {
            if (away) {
                throw new IllegalStateException("the database is away");
            }
            kept = Map.copyOf(all);
        }
    }
}
