package dev.windrose.simulator.data;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Counters by pod. A new pod starts at zero, as a new process does. On the proxy's event loop only. */
final class EngineMetrics {
    private final Map<String, ModelMetrics> byPod = new HashMap<>();

    ModelMetrics of(String podUid) {
        return byPod.computeIfAbsent(podUid, _ -> new ModelMetrics());
    }

    void keepOnly(Set<String> podUids) {
        byPod.keySet().retainAll(podUids);
    }
}
