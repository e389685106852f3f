package dev.windrose.simulator.data;

import dev.windrose.simulator.world.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was made of each pod, until it changes: arguments are read once, however often routes are made. For one thread. */
public final class Backends {
    private record Made(long version, Backend backend) {}

    private final Map<String, Made> byUid = new HashMap<>();

    Backend of(Pod pod) {
        @Nullable Made made = byUid.get(pod.meta().uid());
        if (made == null || made.version() != pod.meta().version()) {
            made = new Made(pod.meta().version(), Backend.of(pod));
            byUid.put(pod.meta().uid(), made);
        }
        return made.backend();
    }

    /** Forgets pods that are gone, once there are twice as many as live. */
    void bound(Collection<Backend> alive) {
        if (byUid.size() > 2 * alive.size() + 100) {
            var uids = alive.stream().map(Backend::uid).collect(Collectors.toSet());
            byUid.keySet().retainAll(uids);
        }
    }
}
