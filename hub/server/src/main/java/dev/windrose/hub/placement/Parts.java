package dev.windrose.hub.placement;

import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.hub.runtime.DirectRuntime;
import dev.windrose.hub.runtime.Part;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.ObjectKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** From assignments and the specs they run to the objects of each member. Pure. */
final class Parts {
    private record RevisionId(WorkloadUid uid, long generation) {}

    private final Function<Part, List<DesiredObject>> runtime;
    private final Map<RevisionId, Revision> revisions = new HashMap<>();

    /**
     * @param runtime turns a part into its objects
     * @param revisions an earlier one of the same id wins: a stored revision never changes
     */
    Parts(Function<Part, List<DesiredObject>> runtime, Collection<Revision> revisions) {
        this.runtime = runtime;
        revisions.forEach(r -> this.revisions.putIfAbsent(new RevisionId(r.uid(), r.generation()), r));
    }

    /** The part of an assignment; empty when nobody knows its spec any more. */
    Optional<Part> part(Assignment assignment) {
        return Optional.ofNullable(revisions.get(new RevisionId(assignment.key().workload(), assignment.generation())))
                .map(r -> new Part(r.namespace(), r.name(), r.spec(), assignment, r.surge()));
    }

    /** The key under which the member reports on the assignment. */
    Optional<ObjectKey> reportKey(Assignment assignment) {
        return part(assignment).map(DirectRuntime::deploymentKey);
    }

    /**
     * The complete section of each of the clusters. Parts of one workload share a Service; the newest generation's
     * counts, so that a rollout under way does not turn it back and forth.
     */
    List<SectionChange> sections(Collection<ClusterId> clusters, List<Assignment> assignments) {
        return clusters.stream()
                .map(cluster -> new SectionChange(cluster, objects(cluster, assignments)))
                .toList();
    }

    /** What the cluster holds because of these assignments, in key order. */
    List<DesiredObject> objects(ClusterId cluster, List<Assignment> assignments) {
        var objects = new TreeMap<ObjectKey, DesiredObject>();
        assignments.stream()
                .filter(a -> a.key().cluster().equals(cluster))
                .sorted(Comparator.comparingLong(Assignment::generation))
                .flatMap(a -> part(a).stream())
                .flatMap(part -> runtime.apply(part).stream())
                .forEach(object -> objects.put(object.key(), object));
        return List.copyOf(objects.values());
    }
}
