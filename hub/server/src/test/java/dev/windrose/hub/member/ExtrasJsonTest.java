package dev.windrose.hub.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.placement.member.QueuedDemand;
import dev.windrose.placement.provisioning.CapacityFacts;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.Provisioner;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExtrasJsonTest {

    private static Headroom headroom(OptionalLong upTo, String why) {
        return new Headroom(
                Provisioner.KARPENTER,
                "gpu",
                "nodes",
                upTo,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                why);
    }

    @Test
    void unknownHeadroomIsNullWithItsReasonNotZero() {
        var body = Json.MAPPER.createObjectNode();

        ExtrasJson.put(
                body,
                new MemberExtras(
                        new Provisioning(
                                List.of(
                                        headroom(OptionalLong.empty(), "no limit is set"),
                                        headroom(OptionalLong.of(0), "")),
                                List.of(),
                                List.of()),
                        List.of(),
                        List.of()));

        assertThat(body.at("/headroom/0/upTo").isNull()).isTrue();
        assertThat(body.at("/headroom/0/why").asText()).isEqualTo("no limit is set");
        assertThat(body.at("/headroom/1/upTo").asLong(-1)).isZero();
    }

    @Test
    void aRefusalSaysWhetherItIsAStockOut() {
        var body = Json.MAPPER.createObjectNode();

        ExtrasJson.put(
                body,
                new MemberExtras(
                        new Provisioning(
                                List.of(),
                                List.of(new ProvisioningSignal(
                                        Provisioner.CLUSTER_AUTOSCALER,
                                        ProvisioningSignal.Cause.AUTH,
                                        "gpu",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of("spot"),
                                        "PERMISSIONS_ERROR",
                                        "denied",
                                        Optional.empty())),
                                List.of(new CapacityFacts.Buffer("team", "b", Optional.empty(), "True"))),
                        List.of(),
                        List.of(new QueuedDemand("nvidia.com/gpu", 1, 2))));

        assertThat(body.at("/provisioningSignals/0/stockOut").asBoolean(true)).isFalse();
        assertThat(body.at("/provisioningSignals/0/source").asText()).isEqualTo("cluster-autoscaler");
        assertThat(body.at("/capacityBuffers/0/replicas").isNull()).isTrue();
        assertThat(body.at("/queued/0/foreign").asInt()).isEqualTo(2);
    }

    @Test
    void aMemberWithNothingToSaySaysNothing() {
        var body = Json.MAPPER.createObjectNode();

        ExtrasJson.put(body, MemberExtras.NONE);

        assertThat(body).isEmpty();
    }
}
