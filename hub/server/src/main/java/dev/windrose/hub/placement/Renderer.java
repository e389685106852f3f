package dev.windrose.hub.placement;

import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.hub.runtime.DirectRuntime;
import dev.windrose.hub.runtime.Part;
import dev.windrose.placement.AssignmentKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns parts into objects and remembers what came out: a pass renders every part of a cluster that it touches, and all
 * but a few are what they were. The runtime is pure, so nothing remembered can be wrong.
 */
final class Renderer {
    /** Two objects of a few KB each: some 100 MB at the very most, and only on a hub with as many parts. */
    private static final int MOST = 10_000;

    /** What a part's objects follow from; the spec is that of the workload's generation, which never changes. */
    private record Id(AssignmentKey key, long generation, int replicas, boolean surge) {}

    private final DirectRuntime runtime = new DirectRuntime();
    private final Map<Id, List<DesiredObject>> rendered = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, List<DesiredObject>> eldest) {
            return size() > MOST;
        }
    };

    synchronized List<DesiredObject> objects(Part part) {
        var assignment = part.assignment();
        var id = new Id(assignment.key(), assignment.generation(), assignment.replicas(), part.surge());
        return rendered.computeIfAbsent(id, _ -> runtime.objects(part));
    }
}
