package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Presence;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberObjectTest {
    private static final NodeInventory EAST = Given.node("n1", "aws", "us-east-1", "t", "L4", 1);
    private static final NodeInventory WEST = Given.node("n2", "aws", "us-west-2", "t", "L4", 1);

    @Test
    void whatPeopleSaidOutranksWhatNodesSay() {
        var view = view("{\"cloud\": \"gcp\", \"region\": \"europe-west4\"}", EAST);

        assertThat(view.cloud()).contains("gcp");
        assertThat(view.region()).contains("europe-west4");
    }

    @Test
    void whatNobodySaidIsTakenFromTheNodes() {
        assertThat(view("{}", EAST).cloud()).contains("aws");
        assertThat(view("{}", EAST).region()).contains("us-east-1");
    }

    /** Unknown is a value: no region is better than a wrong one. */
    @Test
    void nodesThatDisagreeMakeItUnknown() {
        assertThat(view("{}", EAST, WEST).cloud()).contains("aws");
        assertThat(view("{}", EAST, WEST).region()).isEmpty();
        assertThat(view("{}").region()).isEmpty();
    }

    @Test
    void everyFieldArrives() {
        var view = view("""
                {"labels": {"env": "prod"}, "taints": [{"key": "a", "value": "b"}, {"key": "c"}],
                 "allowedNamespaces": ["team-*"], "cordon": true}""", EAST);

        assertThat(view.labels()).isEqualTo(Map.of("env", "prod"));
        assertThat(view.taints())
                .containsExactly(
                        new Taint("a", "b", Taint.Effect.NO_SCHEDULE), new Taint("c", "", Taint.Effect.NO_SCHEDULE));
        assertThat(view.allowedNamespaces()).containsExactly("team-*");
        assertThat(view.cordoned()).isTrue();
        assertThat(view.presence()).isEqualTo(Presence.SUSPECT);
        assertThat(view.inventoryAge()).contains(Duration.ofSeconds(7));
        assertThat(view.nodes()).containsExactly(EAST);
    }

    @Test
    void aMemberWithoutSpecIsSound() {
        var tree = Json.MAPPER.createObjectNode();
        tree.putObject("metadata").put("name", "c1");

        var view = MemberObject.of(tree).view(Presence.READY, List.of(), Optional.empty(), List.of(), true);

        assertThat(view.cordoned()).isFalse();
        assertThat(view.labels()).isEmpty();
        assertThat(view.allowedNamespaces()).isEmpty();
    }

    private static ClusterView view(String spec, NodeInventory... nodes) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.putObject("metadata").put("name", "c1");
        tree.set("spec", Json.parse(spec));
        return MemberObject.of(tree)
                .view(Presence.SUSPECT, List.of(nodes), Optional.of(Duration.ofSeconds(7)), List.of(), true);
    }
}
