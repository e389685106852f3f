package dev.windrose.placement;

import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All of an InferenceWorkload that places it.
 *
 * @param generation {@code metadata.generation} of the spec that this was read from
 * @param priority who is placed first; evicts nobody who runs
 * @param pause nothing of this workload's placement changes while there is one
 */
public record WorkloadDemand(
        WorkloadUid uid,
        String namespace,
        String name,
        long generation,
        Instant createdAt,
        int priority,
        Optional<Pause> pause,
        int replicas,
        ModelDemand model,
        GpuAsk gpu,
        PlacementPolicy policy,
        List<Toleration> tolerations) {
    public WorkloadDemand {
        if (namespace.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("A workload needs a namespace and a name.");
        }
        if (replicas < 0 || replicas > 100_000) {
            throw new IllegalArgumentException("replicas (%d) must be 0-100000.".formatted(replicas));
        }
        if (generation < 1) {
            throw new IllegalArgumentException("generation (%d) must be at least 1.".formatted(generation));
        }
        tolerations = List.copyOf(tolerations);
    }

    public boolean paused() {
        return pause.isPresent();
    }

    /** The same with a pause. */
    public WorkloadDemand pausedBy(Pause other) {
        return copy(Optional.of(other), replicas, model, gpu, policy);
    }

    /** The same but for what is said of the model. */
    public WorkloadDemand with(ModelDemand other) {
        return copy(pause, replicas, other, gpu, policy);
    }

    /** The same with another policy. */
    public WorkloadDemand with(PlacementPolicy other) {
        return copy(pause, replicas, model, gpu, other);
    }

    /** The same with another number of replicas on other GPUs. */
    public WorkloadDemand with(int otherReplicas, GpuAsk otherGpu) {
        return copy(pause, otherReplicas, model, otherGpu, policy);
    }

    private WorkloadDemand copy(
            Optional<Pause> itsPause, int itsReplicas, ModelDemand itsModel, GpuAsk itsGpu, PlacementPolicy itsPolicy) {
        return new WorkloadDemand(
                uid,
                namespace,
                name,
                generation,
                createdAt,
                priority,
                itsPause,
                itsReplicas,
                itsModel,
                itsGpu,
                itsPolicy,
                tolerations);
    }

    /** {@code namespace/name}. */
    public String text() {
        return namespace + "/" + name;
    }
}
