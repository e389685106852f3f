package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Shape;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurgeTest {
    private static final AssignmentKey OURS = Given.key("u1", "a", "H100", 4);
    private static final AssignmentKey OTHERS = Given.key("u2", "a", "H100", 2);

    @Test
    void fitsWhereANodeHoldsOneReplicaMore() {
        assertThat(surge(Given.node("n1", "H100", 8))).isTrue();
    }

    @Test
    void doesNotFitWhereNothingIsLeft() {
        assertThat(surge(Given.node("n1", "H100", 4))).isFalse();
    }

    @Test
    void whatIsFreeOnTwoNodesIsNoRoomForOneReplica() {
        assertThat(surge(
                        Given.used(Given.node("n1", "H100", 8), Map.of("u1", 4), 2),
                        Given.used(Given.node("n2", "H100", 8), Map.of(), 6)))
                .isFalse();
    }

    @Test
    void whatIsPlannedForOthersIsNotFree() {
        assertThat(fits(
                        List.of(Given.assignment(OURS, 1, 1), Given.assignment(OTHERS, 1, 1)),
                        List.of(Given.view("a", Given.node("n1", "H100", 8)))))
                .isFalse();
    }

    @Test
    void whatRunsAndIsPlannedCountsOnce() {
        assertThat(surge(Given.used(Given.node("n1", "H100", 8), Map.of("u1", 4), 0)))
                .isTrue();
    }

    @Test
    void itMustFitInEveryClusterOfTheWorkload() {
        var inB = Given.key("u1", "b", "H100", 4);

        assertThat(fits(
                        List.of(Given.assignment(OURS, 1, 1), Given.assignment(inB, 1, 1)),
                        List.of(
                                Given.view("a", Given.node("n1", "H100", 8)),
                                Given.view("b", Given.node("n1", "H100", 4)))))
                .isFalse();
    }

    @Test
    void slicesThatAreFreeAreRoomForAReplicaOnASlice() {
        var key = new AssignmentKey(
                OURS.workload(),
                OURS.cluster(),
                new Shape(GpuProduct.ofKey("H100-mig-3g.40gb"), 1, OURS.shape().instanceType()),
                OURS.tier());
        var node = Given.cut(Given.node("n1", "H100", 8), "3g.40gb", 2, 9);

        assertThat(fits(List.of(Given.assignment(key, 1, 1)), List.of(Given.view("a", node))))
                .isTrue();
        assertThat(fits(List.of(Given.assignment(key, 2, 1)), List.of(Given.view("a", node))))
                .isFalse();
    }

    @Test
    void aNodeThatTakesNoPodsIsNoRoom() {
        var node = Given.node("n1", "H100", 8);
        var cordoned =
                new NodeInventory("n1", node.origin(), true, false, node.taints(), node.gpu(), node.understanding());

        assertThat(surge(cordoned)).isFalse();
    }

    @Test
    void anotherTypeOfNodeIsNoRoom() {
        assertThat(surge(Given.node("n1", "aws", "us-east-1", "p4d.24xlarge", "H100", 8)))
                .isFalse();
    }

    @Test
    void aWorkloadWithoutAssignmentsHasNoSurge() {
        assertThat(fits(List.of(), List.of(Given.view("a", Given.node("n1", "H100", 8)))))
                .isFalse();
    }

    private static boolean surge(NodeInventory... nodes) {
        return fits(List.of(Given.assignment(OURS, 1, 1)), List.of(Given.view("a", nodes)));
    }

    private static boolean fits(List<Assignment> assignments, List<ClusterView> clusters) {
        return new Surge(assignments, clusters).fits(new WorkloadUid("u1"));
    }
}
