package dev.windrose.hub.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusNotesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aWorkloadIsPlacedMovesAndServes() {
        var unplaced = status("{'replicas':0,'clusters':'','ready':'0/2'}", "Placed=False:FitsNowhere:no GPU is free");
        var placed = status("{'replicas':2,'clusters':'a','ready':'0/2'}", "Placed=True", "Available=False");
        var moved = status("{'replicas':2,'clusters':'a,b','ready':'2/2'}", "Placed=True", "Available=True");

        assertThat(told("InferenceWorkload", status("{}"), unplaced))
                .containsExactly("Warning NotPlaced: no GPU is free");
        assertThat(told("InferenceWorkload", unplaced, unplaced)).isEmpty();
        assertThat(told("InferenceWorkload", unplaced, placed))
                .containsExactly("Normal Placed: 2 replicas placed in a");
        assertThat(told("InferenceWorkload", placed, moved))
                .containsExactly("Normal Moved: from a to a,b", "Normal Available: 2/2 replicas are ready");
        assertThat(told("InferenceWorkload", moved, moved)).isEmpty();
    }

    @Test
    void aWorkloadThatNobodyHasPlannedYetIsNoNews() {
        assertThat(told("InferenceWorkload", status("{}"), status("{}", "Placed=False:FitsNowhere:not planned yet")))
                .isEmpty();
    }

    @Test
    void anotherReasonIsNews() {
        var nowhere = status("{}", "Placed=False:FitsNowhere:no GPU is free");
        var partly = status("{}", "Placed=False:PartlyPlaced:1 of 2");

        assertThat(told("InferenceWorkload", nowhere, partly)).containsExactly("Warning NotPlaced: 1 of 2");
    }

    @Test
    void anotherNumberOfReplicasIsToldWithItsReasonAndSoIsSilence() {
        var two = status("{'autoscaling':{'replicas':2,'reason':'OnTarget','message':'16 requests'}}");
        var four = status("{'autoscaling':{'replicas':4,'reason':'ScaledUp','message':'from 2 to 4: 32 requests'}}");
        var one = status("{'autoscaling':{'replicas':1,'reason':'AtMin','message':'0 requests'}}");
        var silent = status("{'autoscaling':{'replicas':2,'reason':'NoMetrics','message':'held at 2'}}");

        assertThat(told("InferenceWorkload", two, four)).containsExactly("Normal ScaledUp: from 2 to 4: 32 requests");
        assertThat(told("InferenceWorkload", four, one)).containsExactly("Normal ScaledDown: from 4 to 1: 0 requests");
        assertThat(told("InferenceWorkload", two, silent)).containsExactly("Warning LoadUnknown: held at 2");
        assertThat(told("InferenceWorkload", two, two)).isEmpty();
        assertThat(told("InferenceWorkload", status("{}"), two)).isEmpty();
    }

    @Test
    void losingReplicasIsAWarning() {
        var good = status("{}", "Available=True", "Degraded=False");
        var some = status("{}", "Available=False:NotReady:1 of 2 replicas are ready", "Degraded=True");
        var none = status("{}", "Available=False:NotReady:0 of 2 replicas are ready", "Degraded=False");

        assertThat(told("InferenceWorkload", good, some))
                .containsExactly("Warning Degraded: 1 of 2 replicas are ready");
        assertThat(told("InferenceWorkload", good, none))
                .containsExactly("Warning Unavailable: 0 of 2 replicas are ready");
    }

    @Test
    void membersJoinAreLostAndComeBack() {
        var here = status("{'presence':'Connected'}", "Joined=True");
        var lost = status("{'presence':'Lost'}", "Joined=True", "Ready=False:AgentSilent:no renewal");
        var unknown = status("{'presence':'Unknown'}", "Joined=True");

        assertThat(told("MemberCluster", status("{}"), here))
                .containsExactly("Normal Joined: the hub has signed the agent's certificate");
        assertThat(told("MemberCluster", here, lost)).containsExactly("Warning Lost: no renewal");
        assertThat(told("MemberCluster", lost, here)).containsExactly("Normal Reconnected: the agent renews again");
        assertThat(told("MemberCluster", here, unknown)).isEmpty();
        assertThat(told("MemberCluster", unknown, here)).isEmpty();
    }

    @Test
    void aPriceSourceThatCannotBeReadIsAWarningOncePerCause() {
        var failed = status("{}", "Loaded=False:NotReadable:no such file");

        assertThat(told("PriceSource", status("{}"), failed))
                .containsExactly("Warning PriceSourceFailed: no such file");
        assertThat(told("PriceSource", failed, failed)).isEmpty();
        assertThat(told("PriceSource", failed, status("{'offers':7}", "Loaded=True")))
                .containsExactly("Normal PriceSourceLoaded: 7 offers");
    }

    private static List<String> told(String kind, JsonNode before, JsonNode after) {
        ObjectNode object = JSON.createObjectNode()
                .put("apiVersion", "fleet.windrose.dev/v1alpha1")
                .put("kind", kind);
        object.putObject("metadata").put("name", "x").put("uid", "u");
        object.set("status", before);
        return StatusNotes.between(object, after).stream()
                .map(note ->
                        "%s %s: %s".formatted(note.warning() ? "Warning" : "Normal", note.reason(), note.message()))
                .toList();
    }

    /** @param conditions as {@code type=status:reason:message} */
    private static ObjectNode status(String fields, String... conditions) {
        try {
            var status = (ObjectNode) JSON.readTree(fields.replace('\'', '"'));
            for (var condition : conditions) {
                var parts = condition.split("[=:]", 4);
                status.withArray("conditions")
                        .addObject()
                        .put("type", parts[0])
                        .put("status", parts[1])
                        .put("reason", parts.length > 2 ? parts[2] : "")
                        .put("message", parts.length > 3 ? parts[3] : "");
            }
            return status;
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(fields, e);
        }
    }
}
