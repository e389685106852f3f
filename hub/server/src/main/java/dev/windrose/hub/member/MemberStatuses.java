package dev.windrose.hub.member;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.MemberClusterStatus;
import dev.windrose.api.MemberClusterStatus.Agent;
import dev.windrose.api.MemberClusterStatus.GpuSummary;
import dev.windrose.api.MemberClusterStatus.Pool;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.protocol.PresenceState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a MemberCluster's status says. Pure, and without any number that changes by itself: equal facts, equal status. */
final class MemberStatuses {
    private MemberStatuses() {}

    /** @param before the status as it stands: what is not known since the hub's start is kept from it */
    static MemberClusterStatus of(MemberFacts facts, JsonNode before, Instant now) {
        if (facts.inventoryAge().isEmpty()) {
            return kept(facts, before, now);
        }
        var gpus = gpus(facts.nodes());
        return new MemberClusterStatus(
                presence(facts),
                agent(facts, before),
                text(before, "kubernetesVersion"),
                facts.nodes().size(),
                gpus.stream()
                        .map(g -> "%s %d/%d".formatted(g.product(), g.free(), g.total()))
                        .collect(Collectors.joining(", ")),
                gpus,
                pools(facts.nodes()),
                conditions(facts, before, now));
    }

    /** No inventory since this hub started: the last one stands, and Ready says that it is not current. */
    private static MemberClusterStatus kept(MemberFacts facts, JsonNode before, Instant now) {
        var last = before.isObject()
                ? Json.read(before, MemberClusterStatus.class)
                : new MemberClusterStatus(null, null, null, null, null, null, null, null);
        return new MemberClusterStatus(
                presence(facts),
                agent(facts, before),
                last.kubernetesVersion(),
                last.nodes(),
                last.gpusFree(),
                last.gpus(),
                last.pools(),
                conditions(facts, before, now));
    }

    private static String presence(MemberFacts facts) {
        return switch (facts.presence()) {
            case UNKNOWN -> "Unknown";
            case PRESENT -> "Connected";
            case SUSPECT -> "Suspect";
            case LOST -> "Lost";
        };
    }

    private static @Nullable Agent agent(MemberFacts facts, JsonNode before) {
        var version = facts.agentVersion().isEmpty() ? text(before.path("agent"), "version") : facts.agentVersion();
        return version == null ? null : new Agent(version, text(before.path("agent"), "certificateNotAfter"));
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).asText() : null;
    }

    private static List<GpuSummary> gpus(List<NodeInventory> nodes) {
        var byProduct = new TreeMap<String, GpuSummary>();
        nodes.stream()
                .flatMap(node -> node.kinds().stream())
                .forEach(node -> node.gpu()
                        .ifPresent(gpu -> byProduct.merge(
                                gpu.product().name(),
                                summary(node, gpu),
                                (a, b) -> new GpuSummary(
                                        a.product(),
                                        a.total() + b.total(),
                                        a.free() + b.free(),
                                        Math.max(a.largestFreeOnOneNode(), b.largestFreeOnOneNode())))));
        return List.copyOf(byProduct.values());
    }

    /** Free on a node that takes no pods, or that is not understood, is free for nobody. */
    private static GpuSummary summary(NodeInventory node, GpuInventory gpu) {
        var usable = node.ready() && node.schedulable() && node.understanding().understood();
        var free = usable ? gpu.unused() : 0;
        return new GpuSummary(gpu.product().name(), gpu.allocatable(), free, free);
    }

    private static List<Pool> pools(List<NodeInventory> nodes) {
        var byName = new TreeMap<String, List<NodeInventory>>();
        nodes.forEach(node -> node.origin()
                .pool()
                .ifPresent(pool ->
                        byName.computeIfAbsent(pool, _ -> new ArrayList<>()).add(node)));
        return byName.entrySet().stream()
                .map(e -> pool(e.getKey(), e.getValue()))
                .toList();
    }

    private static Pool pool(String name, List<NodeInventory> nodes) {
        var origin = nodes.getFirst().origin();
        return new Pool(
                name,
                origin.instanceType().orElse(null),
                origin.tier() == CapacityTier.UNKNOWN ? null : origin.tier().text(),
                nodes.size(),
                (int) nodes.stream().filter(n -> n.ready() && n.schedulable()).count(),
                nodes.stream().mapToInt(MemberStatuses::gpus).sum());
    }

    /** GPUs, where the node counts them apart from what they are cut into; else what it offers. */
    private static int gpus(NodeInventory node) {
        return node.gpuCount()
                .orElseGet(() -> node.kinds().stream()
                        .flatMap(kind -> kind.gpu().stream())
                        .mapToInt(GpuInventory::allocatable)
                        .sum());
    }

    private static List<Condition> conditions(MemberFacts facts, JsonNode before, Instant now) {
        var reachable = facts.presence() == PresenceState.PRESENT || facts.presence() == PresenceState.SUSPECT;
        var ready = facts.presence() == PresenceState.PRESENT
                && facts.inventoryAge().isPresent();
        var unknown = facts.presence() == PresenceState.UNKNOWN
                || (facts.presence() == PresenceState.PRESENT
                        && facts.inventoryAge().isEmpty());
        return List.of(
                condition(before, "Joined", "True", "CertificateSigned", "", now),
                condition(
                        before,
                        "Ready",
                        ready ? "True" : unknown ? "Unknown" : "False",
                        ready ? "AgentReports" : unknown ? "NotHeardYet" : "AgentSilent",
                        ready ? "" : why(facts),
                        now),
                condition(
                        before,
                        "Reachable",
                        reachable ? "True" : facts.presence() == PresenceState.UNKNOWN ? "Unknown" : "False",
                        presence(facts),
                        "",
                        now));
    }

    private static String why(MemberFacts facts) {
        return switch (facts.presence()) {
            case UNKNOWN -> "the hub has not heard the member's agent since it started";
            case PRESENT -> "the agent renews, its first inventory is awaited";
            case SUSPECT -> "the agent's renewal is late";
            case LOST -> "no renewal of the agent; the cluster behind it may well serve";
        };
    }

    private static Condition condition(
            JsonNode before, String type, String status, String reason, String message, Instant now) {
        var since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (var old : before.path("conditions")) {
            if (old.path("type").asText().equals(type)
                    && old.path("status").asText().equals(status)) {
                since = old.path("lastTransitionTime").asText(since);
            }
        }
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
    }
}
