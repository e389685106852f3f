package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.model.ModelCatalog;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.hub.pause.Pauses.Scope;
import dev.windrose.placement.GpuAsk;
import dev.windrose.placement.Pause;
import dev.windrose.placement.PlacementPolicy;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The mirrored workloads in the loops' terms. A spec is read once: uid and generation name it, for every change of a spec
 * raises the generation.
 */
@ApplicationScoped
public class KnownWorkloads {
    private static final Logger LOG = Logger.getLogger(KnownWorkloads.class);

    /**
     * A workload, and what is asked of the planner for it.
     *
     * @param resumed as if nobody had paused it
     * @param pause that its spec states
     * @param knowledge of its model, which may grow without that the workload changes
     */
    record Known(WorkloadObject object, WorkloadDemand resumed, Optional<Pause> pause, Knowledge knowledge) {
        /** @param fleet the pause of the whole fleet, which counts before its own */
        WorkloadDemand demand(Optional<Pause> fleet) {
            var counts = fleet.or(() -> pause).filter(_ -> !resumed.paused());
            return counts.map(resumed::pausedBy).orElse(resumed);
        }
    }

    private final FleetMirror mirror;
    private final ModelCatalog models;
    private Map<WorkloadUid, Known> known = Map.of();

    public KnownWorkloads(FleetMirror mirror, ModelCatalog models) {
        this.mirror = mirror;
        this.models = models;
    }

    /** All of them as of now, those on their way out too, in order of namespace and name. */
    synchronized List<Known> list() {
        var trees = mirror.list(FleetKinds.WORKLOADS);
        var present = new ArrayList<Known>(trees.size());
        var byUid = HashMap.<WorkloadUid, Known>newHashMap(trees.size());
        for (var tree : trees) {
            var uid = new WorkloadUid(tree.path("metadata").path("uid").asText());
            var each = of(tree, known.get(uid));
            present.add(each);
            byUid.put(uid, each);
        }
        known = byUid;
        return present;
    }

    private Known of(ObjectNode tree, @Nullable Known before) {
        if (before == null || !before.object().sameSpecAs(tree)) {
            return fresh(WorkloadObject.of(tree));
        }
        boolean same = before.object().tree().equals(tree);
        var object = same ? before.object() : before.object().withTree(tree);
        var knowledge = knowledge(object);
        if (!Objects.equals(knowledge, before.knowledge())) {
            return fresh(object);
        }
        return same ? before : new Known(object, before.resumed(), before.pause(), knowledge);
    }

    private Known fresh(WorkloadObject object) {
        var knowledge = knowledge(object);
        return new Known(
                object,
                demand(object, knowledge),
                Pauses.of(Scope.WORKLOAD, object.tree()).map(Held::forPlanner),
                knowledge);
    }

    private Knowledge knowledge(WorkloadObject object) {
        return models.knowledge(object.spec().model().id());
    }

    /** A spec that has no form for the planner is held as it is: nothing of it moves until somebody mends it. */
    private static WorkloadDemand demand(WorkloadObject workload, Knowledge knowledge) {
        try {
            return Demands.of(workload, Optional.empty(), knowledge);
        } catch (IllegalArgumentException e) {
            LOG.warnf(
                    "workload is held, its spec does not plan: workload=%s/%s why=%s",
                    workload.namespace(), workload.name(), e.getMessage());
            return new WorkloadDemand(
                    workload.uid(),
                    workload.namespace(),
                    workload.name(),
                    workload.generation(),
                    workload.createdAt(),
                    0,
                    Optional.of(new Pause("the workload", "Windrose", "its spec does not plan: " + e.getMessage())),
                    1,
                    ModelDemand.of("unreadable", Optional.empty(), Quantization.NONE),
                    GpuAsk.BY_MEMORY_FIT,
                    PlacementPolicy.DEFAULT,
                    List.of());
        }
    }
}
