package dev.windrose.hub.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.MemberClusterStatus.GpuSummary;
import dev.windrose.api.MemberClusterStatus.Pool;
import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.protocol.PresenceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberStatusesTest {
    private static final JsonNode NOTHING = Json.MAPPER.createObjectNode();
    private static final Instant LATER = Given.NOW.plusSeconds(300);

    @ParameterizedTest
    @CsvSource({
        // presence, inventory, shown, Ready, its reason, Reachable
        "UNKNOWN, false, Unknown,   Unknown, NotHeardYet,  Unknown",
        "UNKNOWN, true,  Unknown,   Unknown, NotHeardYet,  Unknown",
        "PRESENT, false, Connected, Unknown, NotHeardYet,  True",
        "PRESENT, true,  Connected, True,    AgentReports, True",
        "SUSPECT, true,  Suspect,   False,   AgentSilent,  True",
        "SUSPECT, false, Suspect,   False,   AgentSilent,  True",
        "LOST,    true,  Lost,      False,   AgentSilent,  False",
        "LOST,    false, Lost,      False,   AgentSilent,  False"
    })
    void conditionsFollowFromWhatWasHeard(
            PresenceState presence, boolean inventory, String shown, String ready, String reason, String reachable) {
        var status = Json.tree(MemberStatuses.of(facts(presence, inventory), NOTHING, Given.NOW));

        assertThat(status.path("presence").asText()).isEqualTo(shown);
        assertThat(condition(status, "Ready").path("status").asText()).isEqualTo(ready);
        assertThat(condition(status, "Ready").path("reason").asText()).isEqualTo(reason);
        assertThat(condition(status, "Ready").path("message").asText().isEmpty())
                .isEqualTo(ready.equals("True"));
        assertThat(condition(status, "Reachable").path("status").asText()).isEqualTo(reachable);
        assertThat(condition(status, "Joined").path("status").asText()).isEqualTo("True");
    }

    @Test
    void equalFactsGiveAnEqualStatusWhenevrTheyAreAsked() {
        var first = MemberStatuses.of(facts(PresenceState.PRESENT, true), NOTHING, Given.NOW);
        var older = new MemberFacts(
                PresenceState.PRESENT, List.of(Given.node("n1", "L4", 4)), Optional.of(Duration.ofSeconds(80)), "1.0");

        assertThat(Json.tree(MemberStatuses.of(older, Json.tree(first), LATER))).isEqualTo(Json.tree(first));
    }

    @Test
    void aTransitionIsDatedWhenItHappens() {
        var before = Json.tree(MemberStatuses.of(facts(PresenceState.PRESENT, true), NOTHING, Given.NOW));

        var lost = Json.tree(MemberStatuses.of(facts(PresenceState.LOST, true), before, LATER));

        assertThat(condition(lost, "Ready").path("lastTransitionTime").asText()).isEqualTo(LATER.toString());
        assertThat(condition(lost, "Joined").path("lastTransitionTime").asText())
                .isEqualTo(Given.NOW.toString());
    }

    @Test
    void afterAHubStartTheLastInventoryStandsAndReadyDoesNot() {
        var before = Json.tree(MemberStatuses.of(facts(PresenceState.PRESENT, true), NOTHING, Given.NOW));

        var started = Json.tree(MemberStatuses.of(MemberFacts.NONE, before, LATER));

        assertThat(started.path("gpus")).isEqualTo(before.path("gpus"));
        assertThat(started.path("pools")).isEqualTo(before.path("pools"));
        assertThat(started.path("gpusFree")).isEqualTo(before.path("gpusFree"));
        assertThat(started.path("nodes")).isEqualTo(before.path("nodes"));
        assertThat(started.at("/agent/version").asText()).isEqualTo("1.0");
        assertThat(condition(started, "Ready").path("status").asText()).isEqualTo("Unknown");
    }

    @Test
    void aMemberThatWasNeverHeardClaimsNoGpus() {
        var status = MemberStatuses.of(MemberFacts.NONE, NOTHING, Given.NOW);

        assertThat(status.gpus()).isNull();
        assertThat(status.nodes()).isNull();
        assertThat(status.agent()).isNull();
    }

    @Test
    void gpusAreSummedByProductAndFreeIsWhatNobodyUses() {
        var facts = facts(
                Given.used(Given.node("n1", "H100", 8), Map.of("u1", 2), 3),
                Given.node("n2", "H100", 8),
                Given.node("n3", "L4", 1));

        var status = MemberStatuses.of(facts, NOTHING, Given.NOW);

        assertThat(status.gpus()).containsExactly(new GpuSummary("H100", 16, 11, 8), new GpuSummary("L4", 1, 1, 1));
        assertThat(status.gpusFree()).isEqualTo("H100 11/16, L4 1/1");
    }

    @Test
    void whatTakesNoPodsOrIsNotUnderstoodIsFreeForNobody() {
        var node = Given.node("n1", "L4", 4);
        var status = MemberStatuses.of(
                facts(
                        with(node, "n1", false, true, Understanding.FULL),
                        with(node, "n2", true, false, Understanding.FULL),
                        with(node, "n3", true, true, Understanding.not("labels contradict each other"))),
                NOTHING,
                Given.NOW);

        assertThat(status.gpus()).containsExactly(new GpuSummary("L4", 12, 0, 0));
    }

    @Test
    void slicesAreAProductOfTheirOwnAndAPoolCountsItsGpus() {
        var status =
                MemberStatuses.of(facts(Given.cut(Given.node("n1", "H100", 4), "3g.40gb", 6, 8)), NOTHING, Given.NOW);

        assertThat(status.gpusFree()).isEqualTo("H100 4/4, H100-MIG-3g.40gb 6/6");
        assertThat(status.pools()).containsExactly(new Pool("gpu", "type-h100", "on-demand", 1, 1, 8));
    }

    @Test
    void poolsCountTheirNodesAndTheReadyOnes() {
        var node = Given.node("n1", "L4", 4);
        var status =
                MemberStatuses.of(facts(node, with(node, "n2", false, true, Understanding.FULL)), NOTHING, Given.NOW);

        assertThat(status.pools()).containsExactly(new Pool("gpu", "type-l4", "on-demand", 2, 1, 8));
        assertThat(status.nodes()).isEqualTo(2);
    }

    private static MemberFacts facts(PresenceState presence, boolean inventory) {
        return new MemberFacts(
                presence,
                inventory ? List.of(Given.node("n1", "L4", 4)) : List.of(),
                inventory ? Optional.of(Duration.ofSeconds(1)) : Optional.empty(),
                "1.0");
    }

    private static MemberFacts facts(NodeInventory... nodes) {
        return new MemberFacts(PresenceState.PRESENT, List.of(nodes), Optional.of(Duration.ZERO), "1.0");
    }

    private static NodeInventory with(
            NodeInventory node, String name, boolean ready, boolean schedulable, Understanding understanding) {
        return new NodeInventory(name, node.origin(), ready, schedulable, node.taints(), node.gpu(), understanding);
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type);
    }
}
