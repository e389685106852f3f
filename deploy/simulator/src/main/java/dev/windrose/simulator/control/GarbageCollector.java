package dev.windrose.simulator.control;

import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.World;
import java.util.Set;

/**
 * Deletes what no living owner has any more (background propagation). An owner of a kind that this cluster does not
 * serve counts as living: absence of knowledge is no absence.
 */
public final class GarbageCollector implements Controller {
    private final Set<String> servedKinds;

    /** @param servedKinds {@code apiVersion/Kind} of all kinds whose objects the world holds */
    public GarbageCollector(Set<String> servedKinds) {
        this.servedKinds = Set.copyOf(servedKinds);
    }

    @Override
    public void decide(World world, Pass pass) {
        for (ResourceName kind : world.kinds()) {
            if (kind.equals(Kinds.EVENTS)) {
                continue;
            }
            for (Meta meta : world.metas(kind)) {
                if (!meta.deleting()
                        && !meta.owners().isEmpty()
                        && meta.owners().stream().allMatch(owner -> gone(world, meta, owner))) {
                    pass.add(Action.delete(meta));
                }
            }
        }
    }

    private boolean gone(World world, Meta dependent, Meta.Owner owner) {
        return servedKinds.contains(owner.apiVersion() + "/" + owner.kind())
                && world.byUid(owner.uid())
                        .filter(found ->
                                found.namespace().isEmpty() || found.namespace().equals(dependent.namespace()))
                        .isEmpty();
    }
}
