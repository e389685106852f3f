package dev.windrose.local.member;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.wire.InventoryRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The nodes of a light member: which replica holds GPUs of which node. Not for several threads. */
final class LightNodes {
    private record Replica(int node, WorkloadUid owner, int gpus) {}

    private final List<NodeInventory> nodes;
    private final Map<ObjectKey, List<Replica>> running = new HashMap<>();

    LightNodes(List<NodeInventory> nodes) {
        this.nodes = new ArrayList<>(nodes);
    }

    boolean has(ObjectKey part) {
        return running.containsKey(part);
    }

    /** Runs so many replicas of a part in place of those it had; how many found room. */
    int run(ObjectKey part, WorkloadUid owner, int replicas, int gpus) {
        stop(part);
        var started = new ArrayList<Replica>();
        for (int node = 0; node < nodes.size() && started.size() < replicas; node++) {
            while (started.size() < replicas && unused(node) >= gpus) {
                var replica = new Replica(node, owner, gpus);
                use(replica, gpus);
                started.add(replica);
            }
        }
        running.put(part, started);
        return started.size();
    }

    void stop(ObjectKey part) {
        var stopped = running.remove(part);
        if (stopped != null) {
            stopped.forEach(replica -> use(replica, -replica.gpus()));
        }
    }

    /** As the hub is told of them. */
    List<String> rows() {
        return nodes.stream().map(InventoryRow::encode).toList();
    }

    private int unused(int node) {
        return nodes.get(node).gpu().map(GpuInventory::unused).orElse(0);
    }

    private void use(Replica replica, int more) {
        if (more == 0) {
            return; // a replica without GPUs
        }
        NodeInventory node = nodes.get(replica.node());
        GpuInventory gpu = node.gpu().orElseThrow();
        var use = new TreeMap<>(gpu.usedByOwner());
        use.merge(replica.owner(), more, (one, other) -> one + other == 0 ? null : one + other);
        nodes.set(replica.node(), node.withGpu(gpu.withUse(use)));
    }
}
