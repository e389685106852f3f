package dev.windrose.agent.status;

import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.inventory.ClusterMirror;
import dev.windrose.agent.scaling.LoadReader.Pod;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The parts whose load the hub wants to know, with the pods that serve now. Nothing before all pods are known. */
public final class WatchedParts implements Supplier<Map<ObjectKey, List<Pod>>> {
    private final DesiredState desired;
    private final ClusterMirror mirror;

    public WatchedParts(DesiredState desired, ClusterMirror mirror) {
        this.desired = desired;
        this.mirror = mirror;
    }

    @Override
    public Map<ObjectKey, List<Pod>> get() {
        var parts = new HashMap<ObjectKey, List<Pod>>();
        desired.ledger(SectionName.WORKLOADS).objects().forEach((key, object) -> {
            if (key.value().startsWith("apps/v1/Deployment/")
                    && WorkloadTag.of(object).load()) {
                parts.put(key, new ArrayList<>());
            }
        });
        if (parts.isEmpty() || !mirror.isSynced()) {
            return Map.of();
        }
        mirror.pods().forEach(pod -> {
            List<Pod> serving = parts.get(new ObjectKey(
                    "apps/v1/Deployment/%s/%s".formatted(pod.facts().namespace(), pod.part())));
            if (serving != null && pod.ready() && !pod.address().isEmpty()) {
                serving.add(new Pod(pod.facts().namespace(), pod.facts().name(), pod.address()));
            }
        });
        return parts;
    }
}
