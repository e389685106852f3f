package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.placement.Provisionable;
import dev.windrose.placement.calm.StockoutCause;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.Provisioner;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import dev.windrose.placement.provisioning.ProvisioningSignal.Cause;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void onlyPoolsWhoseNumbersAreKnownMayGrow() {
        var known = headroom("gpu", Headroom.NODES, OptionalLong.of(3), 1);
        var unknown = headroom("dark", Headroom.NODES, OptionalLong.empty(), 0);
        var gpus = headroom("quota", "nvidia.com/gpu", OptionalLong.of(8), 0);

        assertThat(Refusals.pools(new Provisioning(List.of(known, unknown, gpus), List.of(), List.of())))
                .containsExactly(new Provisionable("gpu", 3, 1));
    }

    @Test
    void aRefusalIsOfWhatTheClaimNames() {
        var refusal = Refusals.of(
                        Given.view("a"),
                        "acme",
                        provisioning(signal(Cause.CAPACITY, "claim", Optional.of("p5.48xlarge"), "spot")))
                .getFirst();

        assertThat(refusal.key()).hasToString("aws/acme/us-east-1 p5.48xlarge spot");
        assertThat(refusal.cause()).isEqualTo(StockoutCause.SPOT_CAPACITY);
    }

    @Test
    void aNodeGroupIsKnownByItsNodes() {
        var like = Given.node("n1", "aws", "us-east-1", "g6.xlarge", "L4", 1);

        var refusals = Refusals.of(
                Given.view("a", like), "", provisioning(signal(Cause.QUOTA, "gpu", Optional.empty(), "on-demand")));

        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.key().sku()).isEqualTo("g6.xlarge");
            assertThat(refusal.cause()).isEqualTo(StockoutCause.QUOTA);
        });
    }

    @Test
    void whatSaysNothingOfMachinesAndWhatNobodyCanTellIsLeftOut() {
        assertThat(Refusals.of(
                        Given.view("a"),
                        "",
                        provisioning(
                                signal(Cause.AUTH, "a", Optional.of("p5.48xlarge"), "spot"),
                                signal(Cause.THROTTLE, "b", Optional.of("p5.48xlarge"), "spot"),
                                signal(Cause.UNKNOWN, "c", Optional.of("p5.48xlarge"), "spot"),
                                signal(Cause.CAPACITY, "no nodes of it", Optional.empty(), "spot"))))
                .isEmpty();
    }

    private static Headroom headroom(String name, String unit, OptionalLong upTo, int arriving) {
        return new Headroom(
                Provisioner.CLUSTER_AUTOSCALER,
                name,
                unit,
                upTo,
                arriving,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                upTo.isPresent() ? "" : "nobody says");
    }

    private static ProvisioningSignal signal(Cause cause, String name, Optional<String> instanceType, String tier) {
        return new ProvisioningSignal(
                Provisioner.KARPENTER,
                cause,
                name,
                instanceType,
                Optional.empty(),
                Optional.of(tier),
                "code",
                "message",
                Optional.empty());
    }

    private static Provisioning provisioning(ProvisioningSignal... signals) {
        return new Provisioning(List.of(), List.of(signals), List.of());
    }
}
