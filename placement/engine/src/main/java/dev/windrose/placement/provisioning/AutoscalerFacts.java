package dev.windrose.placement.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The cluster-autoscaler's status ConfigMap ({@code kube-system/cluster-autoscaler-status}, key {@code status}).
 */
public sealed interface AutoscalerFacts {

    /** There is none. */
    record Absent() implements AutoscalerFacts {}

    /** The free text of releases before 1.30, or something else that does not read. */
    record Unreadable(String why) implements AutoscalerFacts {}

    /**
     * The YAML of 1.30 and later.
     *
     * @param time when it was written; empty when it does not read
     */
    record Status(Optional<Instant> time, List<NodeGroup> groups) implements AutoscalerFacts {
        public Status {
            groups = List.copyOf(groups);
        }
    }

    /**
     * One node group. Numbers that are missing or do not read are empty.
     *
     * @param target {@code cloudProviderTarget}: what the cloud was asked for
     * @param starting {@code notStarted}
     * @param unregistered nodes the cloud has and Kubernetes has not, {@code longUnregistered} ones not among them
     * @param resourceUnready up, but without the GPUs they should have
     * @param health {@code health.status}
     * @param scaleUp {@code scaleUp.status}: {@code NoActivity}, {@code InProgress}, {@code Backoff} …
     * @param since {@code scaleUp.lastTransitionTime}
     */
    record NodeGroup(
            String name,
            OptionalInt target,
            OptionalInt max,
            OptionalInt starting,
            OptionalInt unregistered,
            OptionalInt resourceUnready,
            String health,
            String scaleUp,
            String errorCode,
            String errorMessage,
            Optional<Instant> since) {}
}
