package dev.windrose.local.bench;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.member.LightMember;
import dev.windrose.local.member.LightMembers;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.JoinTokens;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.Understanding;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Light members with GPUs of several kinds and prices, joined and Ready. */
final class LightFleet implements AutoCloseable {
    static final int MEMBERS = 20;
    static final int GPUS = 128;
    private static final int GPUS_PER_NODE = 8;
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    /** What the nodes of a member are; each is in the built-in book of prices. */
    record Kind(String product, String instanceType, int memoryMib, String region) {}

    static final List<Kind> KINDS = List.of(
            new Kind("A10G", "g5.48xlarge", 23_028, "us-east-1"),
            new Kind("T4", "g4dn.metal", 15_360, "us-east-1"),
            new Kind("H100", "p5.48xlarge", 81_559, "us-east-1"),
            new Kind("A10G", "g5.48xlarge", 23_028, "eu-west-1"),
            new Kind("H100", "p5.48xlarge", 81_559, "eu-north-1"));

    private final LightMembers members = new LightMembers();
    private final List<LightMember> all = new ArrayList<>();

    /** @param hubs the first one is where they join */
    static LightFleet join(Kubeconfig administrator, List<LightMembers.Hub> hubs)
            throws IOException, InterruptedException {
        var fleet = new LightFleet();
        try (var hub = KubeClient.of(administrator)) {
            for (int i = 0; i < MEMBERS; i++) {
                Kind kind = KINDS.get(i % KINDS.size());
                var spec = Json.MAPPER.createObjectNode().put("cloud", "aws").put("region", kind.region());
                String token = JoinTokens.create(hub, administrator.caPem(), "light-" + i, TOKEN_LIFE, true, spec);
                fleet.all.add(fleet.members.join(hubs, token, nodes(kind)));
            }
            awaitReady(hub, fleet.all);
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** When any of them was last sent a workload that it did not have, by {@link System#nanoTime()}. */
    long lastNew() {
        return all.stream()
                .flatMapToLong(member -> member.lastNew().stream())
                .max()
                .orElseThrow(() -> new FleetException("No member was sent a workload."));
    }

    static List<NodeInventory> nodes(Kind kind) {
        return IntStream.range(0, GPUS / GPUS_PER_NODE)
                .mapToObj(i -> new NodeInventory(
                        "gpu-" + i,
                        new NodeOrigin(
                                Optional.of("gpu"),
                                Optional.of(kind.instanceType()),
                                Optional.of("aws"),
                                Optional.of(kind.region()),
                                Optional.of(kind.region() + "a"),
                                CapacityTier.ON_DEMAND),
                        true,
                        true,
                        List.of(),
                        Optional.of(new GpuInventory(
                                GpuVendor.NVIDIA,
                                "nvidia.com/gpu",
                                new GpuProduct(kind.product()),
                                Optional.of(kind.memoryMib()),
                                GpuSharing.FULL,
                                GPUS_PER_NODE,
                                GPUS_PER_NODE,
                                Collections.emptySortedMap(),
                                0)),
                        Understanding.FULL))
                .toList();
    }

    private static void awaitReady(KubeClient hub, List<LightMember> members) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        var view = new FleetView(hub);
        while (!members.stream().allMatch(LightMember::isOpen)
                || view.members().stream()
                                .filter(m -> FleetView.isTrue(m, "Ready"))
                                .count()
                        < members.size()) {
            if (System.nanoTime() > deadline) {
                throw new FleetException(
                        "Not all of %d light members were Ready within %s.".formatted(members.size(), READY_WITHIN));
            }
            var _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS); // another process decides
        }
    }

    @Override
    public void close() {
        members.close();
    }
}
