package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Windrose decided and what members report. Written by the hub alone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceWorkloadStatus(
        @JsonPropertyDescription("The metadata.generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Replicas that the current plan places.") @Nullable
        Integer replicas,

        @JsonPropertyDescription("Replicas that members report as ready.") @Nullable
        Integer readyReplicas,

        @JsonPropertyDescription("Ready and wanted replicas, e.g. 2/2.") @Nullable
        String ready,

        @JsonPropertyDescription("Names of the clusters of the current plan.") @Nullable
        String clusters,

        @JsonPropertyDescription("GPUs of the current plan, e.g. 2xH100.") @Nullable
        String gpus,

        @JsonPropertyDescription("USD per hour by allocated price; absent when a price is unknown.") @Nullable
        String hourlyCost,

        @JsonPropertyDescription("Each part of the current plan.") @Nullable
        List<Placed> placements,

        @JsonPropertyDescription("Clusters that were turned down, and why.") @Nullable
        List<TurnedDown> turnedDown,

        @Nullable List<Condition> conditions) {

    /** One part of the plan: replicas of one shape and tier in one cluster. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Placed(
            String cluster,
            String gpu,
            int gpusPerReplica,
            Tier tier,
            int replicas,
            int readyReplicas,

            @JsonPropertyDescription("surging, serving or draining")
            String phase,

            @JsonPropertyDescription("USD per hour, share of the nodes used.") @Nullable
            String hourlyCost,

            @JsonPropertyDescription("Address of the Service inside the cluster.") @Nullable
            String address,

            @Nullable String message) {}

    /** One candidate that was not taken. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TurnedDown(
            String cluster, @Nullable String gpu, @Nullable String tier, String reason, String message) {}
}
