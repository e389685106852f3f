package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.MemberClusterSpec;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Presence;
import dev.windrose.placement.Provisionable;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A MemberCluster as it is stored. */
public record MemberObject(ClusterId id, MemberClusterSpec spec, ObjectNode tree) {
    private static final MemberClusterSpec EMPTY =
            new MemberClusterSpec(null, null, null, null, null, null, null, null);

    public static MemberObject of(ObjectNode tree) {
        var spec = tree.path("spec").isObject() ? Json.read(tree.path("spec"), MemberClusterSpec.class) : EMPTY;
        return new MemberObject(new ClusterId(tree.path("metadata").path("name").asText()), spec, tree);
    }

    /**
     * What people said and what the agent reports, as the planner sees it. What nobody said is taken from the nodes.
     *
     * @param heedPauses false to see what would be if nobody had paused the cluster
     */
    ClusterView view(
            Presence presence,
            List<NodeInventory> nodes,
            Optional<Duration> inventoryAge,
            List<Provisionable> provisionable,
            boolean heedPauses) {
        return new ClusterView(
                id,
                cloud(nodes),
                region(nodes),
                Objects.requireNonNullElse(spec.labels(), Map.of()),
                taints(),
                Boolean.TRUE.equals(spec.cordon()),
                Objects.requireNonNullElse(spec.allowedNamespaces(), List.of()),
                presence,
                nodes,
                inventoryAge,
                provisionable,
                Pauses.of(Pauses.Scope.CLUSTER, tree).filter(_ -> heedPauses).map(Held::forPlanner));
    }

    /** Whose bill it is on; members that do not say share one. */
    String account() {
        return Objects.requireNonNullElse(spec.account(), "");
    }

    private List<Taint> taints() {
        return Optional.ofNullable(spec.taints()).orElse(List.of()).stream()
                .map(t -> new Taint(t.key(), Objects.requireNonNullElse(t.value(), ""), Taint.Effect.NO_SCHEDULE))
                .toList();
    }

    /** The spec's region, or that of the nodes where all that name one agree. */
    public Optional<String> region(List<NodeInventory> nodes) {
        return Optional.ofNullable(spec.region())
                .or(() -> agreed(nodes.stream()
                        .flatMap(n -> n.origin().region().stream())
                        .distinct()
                        .toList()));
    }

    /** The spec's cloud, or that of the nodes where all that name one agree. */
    public Optional<String> cloud(List<NodeInventory> nodes) {
        return Optional.ofNullable(spec.cloud())
                .or(() -> agreed(nodes.stream()
                        .flatMap(n -> n.origin().cloud().stream())
                        .distinct()
                        .toList()));
    }

    private static Optional<String> agreed(List<String> values) {
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
