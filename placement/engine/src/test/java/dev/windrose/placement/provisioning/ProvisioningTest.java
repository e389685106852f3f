package dev.windrose.placement.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.provisioning.AutoscalerFacts.NodeGroup;
import dev.windrose.placement.provisioning.KarpenterFacts.NodeClaim;
import dev.windrose.placement.provisioning.KarpenterFacts.NodePool;
import dev.windrose.placement.provisioning.ProvisioningSignal.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Facts after kubernetes/autoscaler (cluster-autoscaler/clusterstate/api/types.go, apis/capacitybuffer and capacityquota),
 * kubernetes-sigs/karpenter (pkg/apis/v1); codes after the providers' own sources, see {@link ProviderErrors}.
 */
class ProvisioningTest {
    private static final Instant NOW = Instant.parse("2026-08-20T12:02:00Z");
    private static final String GPU = "nvidia.com/gpu";

    private static Provisioning read(Optional<Instant> time, NodeGroup... groups) {
        return Provisioning.read(
                new Provisioning.Facts(
                        new AutoscalerFacts.Status(time, List.of(groups)), KarpenterFacts.NONE, CapacityFacts.NONE),
                NOW);
    }

    private static NodeGroup group(int target, int max, String scaleUp, String code) {
        return new NodeGroup(
                "gpu-h100",
                OptionalInt.of(target),
                OptionalInt.of(max),
                OptionalInt.of(1),
                OptionalInt.of(2),
                OptionalInt.of(1),
                "Healthy",
                scaleUp,
                code,
                "",
                Optional.of(NOW.minusSeconds(60)));
    }

    private static Headroom only(Provisioning provisioning) {
        assertThat(provisioning.headroom()).hasSize(1);
        return provisioning.headroom().getFirst();
    }

    @Test
    void aNodeGroupMayGrowToItsMaximum() {
        Headroom headroom = only(read(Optional.of(NOW), group(3, 10, "NoActivity", "")));

        assertThat(headroom.upTo()).hasValue(7);
        assertThat(headroom.unit()).isEqualTo("nodes");
        assertThat(headroom.arriving())
                .as("1 not started, 2 not registered; 1 without its GPUs does not count")
                .isEqualTo(3);
        assertThat(headroom.why()).contains("without their GPUs");
    }

    @Test
    void aGroupAboveItsMaximumHasNoRoom() {
        assertThat(only(read(Optional.of(NOW), group(12, 10, "NoActivity", ""))).upTo())
                .hasValue(0);
    }

    @Test
    void statusThatIsOlderThanThreeMinutesIsUnknown() {
        Provisioning stale =
                read(Optional.of(NOW.minus(Duration.ofMinutes(3)).minusSeconds(1)), group(3, 10, "NoActivity", ""));

        assertThat(only(stale).upTo()).isEmpty();
        assertThat(only(stale).why()).contains("older than 3 minutes");
        assertThat(only(read(Optional.of(NOW.minus(Duration.ofMinutes(3))), group(3, 10, "NoActivity", "")))
                        .upTo())
                .hasValue(7);
    }

    @Test
    void statusOfTheFutureIsUnknown() {
        assertThat(only(read(Optional.of(NOW.plusSeconds(600)), group(3, 10, "NoActivity", "")))
                        .upTo())
                .isEmpty();
    }

    @Test
    void statusWithoutATimeIsUnknown() {
        assertThat(only(read(Optional.empty(), group(3, 10, "NoActivity", ""))).upTo())
                .isEmpty();
    }

    @Test
    void freeTextIsUnknown() {
        Provisioning old = Provisioning.read(
                new Provisioning.Facts(
                        new AutoscalerFacts.Unreadable("the status is free text"),
                        KarpenterFacts.NONE,
                        CapacityFacts.NONE),
                NOW);

        assertThat(only(old).upTo()).isEmpty();
        assertThat(only(old).why()).isEqualTo("the status is free text");
    }

    @Test
    void withoutAutoscalerThereIsNothingToSay() {
        assertThat(Provisioning.read(Provisioning.Facts.NONE, NOW)).isEqualTo(Provisioning.NONE);
    }

    @Test
    void aBackoffForWantOfResourcesIsAStockOut() {
        Provisioning out = read(Optional.of(NOW), group(3, 10, "Backoff", "ZONE_RESOURCE_POOL_EXHAUSTED"));

        assertThat(only(out).upTo()).hasValue(0);
        assertThat(out.signals()).singleElement().satisfies(signal -> {
            assertThat(signal.cause()).isEqualTo(Cause.CAPACITY);
            assertThat(signal.name()).isEqualTo("gpu-h100");
            assertThat(signal.since()).contains(NOW.minusSeconds(60));
        });
    }

    @Test
    void aBackoffForAnotherReasonIsUnknownAndNoStockOut() {
        Provisioning denied = read(Optional.of(NOW), group(3, 10, "Backoff", "PERMISSIONS_ERROR"));

        assertThat(only(denied).upTo()).isEmpty();
        assertThat(denied.signals().getFirst().cause().isStockOut()).isFalse();
    }

    @Test
    void aGroupThatIsNotHealthyIsUnknown() {
        var sick = new NodeGroup(
                "g",
                OptionalInt.of(1),
                OptionalInt.of(3),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                "Unhealthy",
                "NoActivity",
                "",
                "",
                Optional.empty());

        assertThat(only(read(Optional.of(NOW), sick)).upTo()).isEmpty();
    }

    @Test
    void aGroupWhoseNumbersDoNotReadIsUnknownNotZero() {
        var odd = new NodeGroup(
                "g",
                OptionalInt.of(1),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                "Healthy",
                "NoActivity",
                "",
                "",
                Optional.empty());

        assertThat(only(read(Optional.of(NOW), odd)).upTo()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "InsufficientInstanceCapacity, '', CAPACITY",
        "MaxSpotInstanceCountExceeded, '', QUOTA",
        "VcpuLimitExceeded, '', QUOTA",
        "Unsupported, '', OFFER",
        "SkuNotAvailable, '', OFFER",
        "InsufficientFreeAddressesInSubnet, '', NETWORK",
        "RequestLimitExceeded, '', THROTTLE",
        "UnauthorizedOperation, '', AUTH",
        "OverconstrainedZonalAllocationRequest, '', CAPACITY",
        "OperationNotAllowed, 'exceeding approved LowPriority Quota', QUOTA",
        "OperationNotAllowed, 'the disk is attached', UNKNOWN",
        "QUOTA_EXCEEDED, '', QUOTA",
        "InsufficientCapacityError, 'all requested instance types were unavailable during launch', CAPACITY",
        "InsufficientCapacityError, 'creating fleet: MaxSpotInstanceCountExceeded: Max spot instance count exceeded', QUOTA",
        "InsufficientCapacityError, 'with fleet error(s), UnauthorizedOperation: not authorized', AUTH",
        "'', 'launching: ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS in us-central1-a', CAPACITY",
        "'', 'Out of host capacity.', CAPACITY",
        "SomethingNew, 'no idea', UNKNOWN",
        "'', '', UNKNOWN"
    })
    void causesAreToldApart(String code, String message, Cause cause) {
        assertThat(ProviderErrors.cause(code, message)).isEqualTo(cause);
    }

    private static Optional<BigDecimal> n(long value) {
        return Optional.of(BigDecimal.valueOf(value));
    }

    private static NodePool pool(Map<String, Optional<BigDecimal>> limits, Map<String, Optional<BigDecimal>> used) {
        return new NodePool("gpu", limits, used, "True", true);
    }

    private static NodeClaim claim(String launched, String reason, boolean initialized) {
        return new NodeClaim(
                "gpu-x",
                "gpu",
                Optional.of("p5.48xlarge"),
                Optional.of("us-east-1a"),
                Optional.of("spot"),
                launched,
                reason,
                "no capacity",
                initialized,
                Optional.of(NOW));
    }

    private static Provisioning karpenter(NodePool pool, NodeClaim... claims) {
        return Provisioning.read(
                new Provisioning.Facts(
                        new AutoscalerFacts.Absent(),
                        new KarpenterFacts(List.of(pool), List.of(claims)),
                        CapacityFacts.NONE),
                NOW);
    }

    @Test
    void karpentersLimitLessWhatItHasIsLeft() {
        Provisioning left =
                karpenter(pool(Map.of(GPU, n(32), "cpu", n(1000)), Map.of(GPU, n(24))), claim("True", "", false));

        assertThat(only(left).upTo()).hasValue(8);
        assertThat(only(left).unit()).isEqualTo(GPU);
        assertThat(only(left).arriving()).isEqualTo(1);
        assertThat(left.signals()).isEmpty();
    }

    @Test
    void withoutALimitNobodyKnowsHowMuchIsLeft() {
        assertThat(only(karpenter(pool(Map.of(), Map.of(GPU, n(24))))).upTo()).isEmpty();
        assertThat(only(karpenter(pool(Map.of(GPU, Optional.empty()), Map.of(GPU, n(24)))))
                        .upTo())
                .as("a limit that does not read")
                .isEmpty();
    }

    @Test
    void poolsWithoutGpusAreOfNoInterest() {
        var cpu = new NodePool("cpu", Map.of("cpu", n(10)), Map.of("cpu", n(2)), "True", false);

        assertThat(karpenter(cpu).headroom()).isEmpty();
    }

    @Test
    void aPoolThatIsNotReadyIsUnknown() {
        var unready = new NodePool("gpu", Map.of(GPU, n(32)), Map.of(), "False", true);

        assertThat(only(karpenter(unready)).upTo()).isEmpty();
    }

    @Test
    void aClaimThatFailedForWantOfCapacityIsAStockOutOfThatType() {
        Provisioning out =
                karpenter(pool(Map.of(GPU, n(32)), Map.of()), claim("Unknown", "InsufficientCapacityError", false));

        assertThat(out.signals())
                .containsExactly(new ProvisioningSignal(
                        Provisioner.KARPENTER,
                        Cause.CAPACITY,
                        "gpu",
                        Optional.of("p5.48xlarge"),
                        Optional.of("us-east-1a"),
                        Optional.of("spot"),
                        "InsufficientCapacityError",
                        "no capacity",
                        Optional.of(NOW)));
    }

    @Test
    void aClaimThatFailedForAnotherReasonIsNoSignal() {
        assertThat(karpenter(pool(Map.of(GPU, n(32)), Map.of()), claim("Unknown", "NodeClassNotReady", false))
                        .signals())
                .isEmpty();
    }

    @Test
    void quotasBoundWhatAllAutoscalersAdd() {
        var capacity = new CapacityFacts(
                List.of(new CapacityFacts.Buffer("team", "n-plus-one", Optional.of(2), "True")),
                List.of(
                        new CapacityFacts.Quota(
                                "q", false, Map.of(GPU, n(16), "nodes", n(5), "cpu", n(9)), Map.of(GPU, n(20))),
                        new CapacityFacts.Quota("unsaid", true, Map.of("nodes", n(5)), Map.of())));

        Provisioning read = Provisioning.read(
                new Provisioning.Facts(new AutoscalerFacts.Absent(), KarpenterFacts.NONE, capacity), NOW);

        assertThat(read.headroom())
                .extracting(Headroom::name, Headroom::unit, Headroom::upTo)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("q", "nodes", OptionalLong.empty()),
                        org.assertj.core.groups.Tuple.tuple("q", GPU, OptionalLong.of(0)),
                        org.assertj.core.groups.Tuple.tuple("unsaid", "nodes", OptionalLong.empty()));
        assertThat(read.buffers()).hasSize(1);
    }
}
