package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.member.LightMember;
import dev.windrose.local.member.LightMembers;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.HubAlone;
import dev.windrose.local.up.JoinTokens;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.Understanding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What benches measure hubs with: it must be to the hub what an agent is. */
class LightMemberIT {
    private static final String WORKLOADS = FleetView.GROUP + "/namespaces/team/inferenceworkloads";
    private static final String REGION = "us-east-1";
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void joinsRunsWhatItIsSentAndLetsItGo() throws Exception {
        Path folder = Files.createTempDirectory("windrose-light-");
        try (var hub = HubAlone.start(new FleetPaths(Checkout.root(), folder));
                var api = KubeClient.of(hub.administrator());
                var members = new LightMembers()) {
            var spec = Json.MAPPER.createObjectNode().put("cloud", "aws").put("region", REGION);
            String token =
                    JoinTokens.create(api, hub.administrator().caPem(), "light", Duration.ofMinutes(5), true, spec);
            var door = new LightMembers.Hub(hub.administrator().server(), hub.mqttPort());
            LightMember member = members.join(List.of(door), token, List.of(node()));
            awaitFree(api, 4);

            KubeClient.expect(api.create("/api/v1/namespaces", json("""
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team"}}""")), "namespace");
            KubeClient.expect(api.create(WORKLOADS, json("""
                    {"apiVersion":"fleet.windrose.dev/v1alpha1","kind":"InferenceWorkload","metadata":{"name":"chat"},
                     "spec":{"model":{"id":"Qwen/Qwen2.5-0.5B-Instruct","contextLength":2048},"replicas":2,
                             "gpu":{"count":1,"anyOf":[{"product":"T4"}]},"service":{"port":8000}}}""")), "workload");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(new FleetView(api).workloads())
                            .singleElement()
                            .matches(chat -> FleetView.isTrue(chat, "Placed"), "Placed")
                            .matches(chat -> FleetView.isTrue(chat, "Available"), "Available"));
            awaitFree(api, 2);

            KubeClient.expect(api.delete(WORKLOADS + "/chat"), "deletion");
            awaitFree(api, 4);
            assertThat(member.isOpen()).isTrue();
            assertThat(member.refused()).isZero();
        } finally {
            TestFleet.remove(folder);
        }
    }

    private static void awaitFree(KubeClient api, int gpus) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(new FleetView(api).members())
                        .singleElement()
                        .matches(member -> FleetView.isTrue(member, "Ready"), "Ready")
                        .matches(member -> member.at("/status/gpus/0/free").asInt(-1) == gpus, gpus + " GPUs free"));
    }

    private static JsonNode json(String text) throws Exception {
        return Json.MAPPER.readTree(text);
    }

    private static NodeInventory node() {
        var gpu = new GpuInventory(
                GpuVendor.NVIDIA,
                "nvidia.com/gpu",
                new GpuProduct("T4"),
                Optional.of(15_360),
                GpuSharing.FULL,
                4,
                4,
                Collections.emptySortedMap(),
                0);
        var origin = new NodeOrigin(
                Optional.of("gpu"),
                Optional.of("g4dn.12xlarge"),
                Optional.of("aws"),
                Optional.of(REGION),
                Optional.of(REGION + "a"),
                CapacityTier.ON_DEMAND);
        return new NodeInventory("gpu-0", origin, true, true, List.of(), Optional.of(gpu), Understanding.FULL);
    }
}
