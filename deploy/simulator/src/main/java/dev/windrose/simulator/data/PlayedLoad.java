package dev.windrose.simulator.data;

import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are only said to wait, for scenarios: the ConfigMap {@code simulated-load} in a namespace has, by the name of a
 * workload (the pods' label {@code windrose.dev/workload}), how many wait in this cluster, shared among its ready pods
 * as evenly as it goes; or {@code silent}: then they do not tell their metrics.
 *
 * @param byPod by uid; a pod that is not there has no such requests
 */
record PlayedLoad(Map<String, Integer> byPod) {
    static final PlayedLoad NONE = new PlayedLoad(Map.of());
    private static final String NAME = "simulated-load";
    private static final String LABEL = "windrose.dev/workload";
    private static final int SILENT = -1;

    PlayedLoad {
        byPod = Map.copyOf(byPod);
    }

    static PlayedLoad of(World world) {
        Map<String, Integer> byPod = new HashMap<>();
        for (Meta map : world.metas(Kinds.CONFIG_MAPS)) {
            if (map.name().equals(NAME)) {
                map.at("data")
                        .properties()
                        .forEach(entry -> share(
                                pods(world, map.namespace(), entry.getKey()),
                                entry.getValue().asText(),
                                byPod));
            }
        }
        return byPod.isEmpty() ? NONE : new PlayedLoad(byPod);
    }

    private static List<Pod> pods(World world, String namespace, String workload) {
        List<Pod> pods = new ArrayList<>();
        for (Pod pod : world.pods()) {
            if (pod.meta().namespace().equals(namespace)
                    && workload.equals(pod.meta().labels().get(LABEL))
                    && pod.ready()
                    && pod.active()) {
                pods.add(pod);
            }
        }
        return pods;
    }

    private static void share(List<Pod> pods, String text, Map<String, Integer> byPod) {
        boolean silent = text.equals("silent");
        if (!silent && !text.matches("[0-9]{1,9}")) {
            return;
        }
        int all = silent ? 0 : Integer.parseInt(text);
        for (int i = 0; i < pods.size(); i++) {
            int share = all / pods.size() + (i < all % pods.size() ? 1 : 0);
            byPod.put(pods.get(i).meta().uid(), silent ? SILENT : share);
        }
    }

    int waiting(String uid) {
        @Nullable Integer played = byPod.get(uid);
        return played == null || played == SILENT ? 0 : played;
    }

    boolean silent(String uid) {
        return Integer.valueOf(SILENT).equals(byPod.get(uid));
    }
}
