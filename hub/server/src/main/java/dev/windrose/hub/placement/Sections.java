package dev.windrose.hub.placement;

import dev.windrose.hub.link.DesiredSection;
import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.Change;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.PlanningResult.Planned;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * From a plan's changes to what changes in the members' sections, and to the whole section that a member is told.
 *
 * <p>The first time that a cluster is touched, and after a promotion that was not ours, its section is made anew as a whole;
 * from then on only the objects of the workloads that changed are. Not thread-safe: one loop's own.
 */
final class Sections {
    /** What each section holds since the promotion of {@link #promoted}. */
    private final Map<ClusterId, Manifest> held = new HashMap<>();

    private PlanId promoted = PlanId.NONE;

    /** @param parts run the specs of the stored plan's assignments and of the new ones */
    List<SectionChange> changes(Parts parts, StoredPlan stored, Planned planned) {
        if (!stored.id().equals(promoted)) {
            held.clear();
        }
        var touched = new TreeMap<ClusterId, Set<WorkloadUid>>();
        for (Change change : planned.changes().changes()) {
            touched.computeIfAbsent(change.key().cluster(), _ -> new HashSet<>())
                    .add(change.key().workload());
        }
        var before = grouped(stored.assignments(), touched);
        var after = grouped(planned.plan().assignments(), touched);
        var changes = new ArrayList<SectionChange>();
        touched.keySet().forEach(cluster -> {
            var objects = parts.objects(cluster, after.getOrDefault(cluster, List.of()));
            changes.add(
                    held.containsKey(cluster)
                            ? partial(cluster, parts.objects(cluster, before.getOrDefault(cluster, List.of())), objects)
                            : new SectionChange(cluster, objects));
        });
        return changes;
    }

    /** The assignments that matter: of a cluster whose section is made anew all, else those of the workloads touched. */
    private Map<ClusterId, List<Assignment>> grouped(
            Collection<Assignment> assignments, Map<ClusterId, Set<WorkloadUid>> touched) {
        var grouped = new HashMap<ClusterId, List<Assignment>>();
        for (var assignment : assignments) {
            var cluster = assignment.key().cluster();
            var workloads = touched.get(cluster);
            if (workloads != null
                    && (!held.containsKey(cluster)
                            || workloads.contains(assignment.key().workload()))) {
                grouped.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(assignment);
            }
        }
        return grouped;
    }

    private static SectionChange partial(ClusterId cluster, List<DesiredObject> before, List<DesiredObject> after) {
        var removed = new HashSet<ObjectKey>();
        before.forEach(object -> removed.add(object.key()));
        after.forEach(object -> removed.remove(object.key()));
        return new SectionChange(cluster, false, after, List.copyOf(removed));
    }

    /** The plan became the target with these changes; what the members whose sections were raised are told. */
    Map<ClusterId, DesiredSection> promoted(
            PlanId plan, List<SectionChange> changes, Map<ClusterId, Generation> raised) {
        promoted = plan;
        var told = new HashMap<ClusterId, DesiredSection>();
        for (var change : changes) {
            var entries = new HashMap<ObjectKey, Digest>();
            change.objects().forEach(object -> entries.put(object.key(), object.digest()));
            var manifest = change.complete()
                    ? Manifest.of(entries)
                    : held.getOrDefault(change.cluster(), Manifest.EMPTY).with(entries, change.removed());
            held.put(change.cluster(), manifest);
            var generation = raised.get(change.cluster());
            if (generation != null) {
                told.put(change.cluster(), new DesiredSection(SectionName.WORKLOADS, generation, manifest));
            }
        }
        return told;
    }
}
