package dev.windrose.hub.placement;

import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.hub.runtime.DirectRuntime;
import dev.windrose.hub.runtime.LearnedModels;
import dev.windrose.hub.runtime.Part;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.protocol.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns parts into objects and remembers what came out: a pass renders every part of a cluster that it touches, and all
 * but a few are what they were. The runtime is pure, so nothing remembered can be wrong.
 */
final class Renderer {
    /** Two objects of a few KB each: some 100 MB at the very most, and only on a hub with as many parts. */
    private static final int MOST = 10_000;

    /** What a part's objects follow from; the spec is that of the workload's generation, which never changes. */
    private record Id(AssignmentKey key, long generation, int replicas, boolean surge) {}

    private final DirectRuntime runtime;
    private final Map<Id, List<DesiredObject>> rendered = new Newest<>();
    private final Map<AssignmentKey, ObjectKey> reportKeys = new Newest<>();

    Renderer(LearnedModels learned) {
        this.runtime = new DirectRuntime(learned);
    }

    /** Keeps what was used last. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Newest() {
            super(256, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }

    synchronized List<DesiredObject> objects(Part part) {
        var assignment = part.assignment();
        var id = new Id(assignment.key(), assignment.generation(), assignment.replicas(), part.surge());
        return rendered.computeIfAbsent(id, _ -> runtime.objects(part));
    }

    /** {@link Parts#reportKey}: a workload keeps its name for life, so its parts keep theirs. */
    synchronized Optional<ObjectKey> reportKey(Parts parts, Assignment assignment) {
        var known = reportKeys.get(assignment.key());
        if (known != null) {
            return Optional.of(known);
        }
        var key = parts.reportKey(assignment);
        key.ifPresent(found -> reportKeys.put(assignment.key(), found));
        return key;
    }
}
