package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.windrose.api.InferenceWorkloadSpec.Metric;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Windrose decided and what members report. Written by the hub alone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceWorkloadStatus(
        @JsonPropertyDescription("The metadata.generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Replicas that the current plan places.") @StatusReplicas @Nullable
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

        @JsonPropertyDescription("How many replicas the load asks for; absent where nothing is scaled by load.")
        @Nullable
        Autoscaling autoscaling,

        @JsonPropertyDescription("Each part of the current plan.") @Nullable
        List<Placed> placements,

        @JsonPropertyDescription("Clusters that were turned down, and why.") @Nullable
        List<TurnedDown> turnedDown,

        @Nullable List<Condition> conditions) {

    /** What was last decided of the number of replicas. Figures are absent while nothing is known. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Autoscaling(
            @JsonPropertyDescription("Replicas that are wanted now.")
            int replicas,

            @JsonPropertyDescription("queueLength or tokensPerSecond") @Nullable
            Metric metric,

            @JsonPropertyDescription("The load of all replicas that told theirs, together.") @Nullable
            String value,

            @JsonPropertyDescription("The load of one of these on average.") @Nullable
            String perReplica,

            @JsonPropertyDescription("When this was decided, or last seen to be so.") @Nullable
            String at,

            @JsonPropertyDescription("Why, in one word.") String reason,
            @JsonPropertyDescription("Why, in a sentence.") String message) {}

    /** One part of the plan: replicas of one shape and tier in one cluster. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Placed(
            @JsonPropertyDescription("The cluster.") String cluster,
            @JsonPropertyDescription("Product of the GPUs.") String gpu,

            @JsonPropertyDescription("GPUs of one node for one replica.")
            int gpusPerReplica,

            @JsonPropertyDescription("How the nodes are paid for.")
            Tier tier,

            @JsonPropertyDescription("Replicas that the plan places here.")
            int replicas,

            @JsonPropertyDescription("Replicas of these that the member reports as ready.")
            int readyReplicas,

            @JsonPropertyDescription("surging, serving or draining")
            String phase,

            @JsonPropertyDescription("USD per hour, share of the nodes used.") @Nullable
            String hourlyCost,

            @JsonPropertyDescription("How fast a replica should answer here, and what that costs.") @Nullable
            Expected expected,

            @JsonPropertyDescription("Address of the Service inside the cluster.") @Nullable
            String address,

            @JsonPropertyDescription("What is in the way, if anything.") @Nullable
            String message,

            @JsonPropertyDescription(
                    "A cheaper place that is known, and why it stays here; absent where it is cheapest.")
            @Nullable
            Cheaper cheaper) {}

    /** A place that would cost less. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cheaper(
            @JsonPropertyDescription("The cluster.") String cluster,
            @JsonPropertyDescription("Product of the GPUs.") String gpu,

            @JsonPropertyDescription("How the nodes are paid for.")
            Tier tier,

            @JsonPropertyDescription(
                    "USD per hour that all replicas of this part would cost less; absent when not known for sure.")
            @Nullable
            String hourlySaving,

            @JsonPropertyDescription("Why they stay, in one word.")
            String reason,

            @JsonPropertyDescription("Why they stay, with figures.")
            String message) {}

    /** An estimate for one replica; figures are absent where nothing is known, and then unknown says why. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Expected(
            @JsonPropertyDescription("Tokens of answers a second, all requests together.") @Nullable
            Integer tokensPerSecond,

            @JsonPropertyDescription("Milliseconds until the first token.") @Nullable
            Integer ttftMillis,

            @JsonPropertyDescription("Milliseconds between two tokens of an answer.") @Nullable
            Integer tpotMillis,

            @JsonPropertyDescription("How far off each of these may be, in percent.") @Nullable
            Integer plusMinusPercent,

            @JsonPropertyDescription("measured, interpolated or roofline") @Nullable
            String provenance,

            @JsonPropertyDescription("What was measured, or whose data sheet was taken.") @Nullable
            String source,

            @JsonPropertyDescription("The requests that this is for.") @Nullable
            String traffic,

            @JsonPropertyDescription("yes, no or unsure; absent without targets.") @Nullable
            String meetsSlo,

            @JsonPropertyDescription("USD for a million tokens of answers by allocated price.") @Nullable
            String costPerMillionTokens,

            @JsonPropertyDescription("USD that a million tokens add to what is paid anyway.") @Nullable
            String marginalCostPerMillionTokens,

            @JsonPropertyDescription("Where the price comes from.") @Nullable
            String priceSource,

            @JsonPropertyDescription("The day on which the price was known to hold.") @Nullable
            String priceAsOf,

            @JsonPropertyDescription("USD per hour for carrying its answers to the callers, beside the price.")
            @Nullable
            String egressHourlyCost,

            @JsonPropertyDescription("Why nobody knows what that costs.") @Nullable
            String egressUnknown,

            @JsonPropertyDescription("Why there are no figures.") @Nullable
            String unknown) {}

    /** One candidate that was not taken. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TurnedDown(
            @JsonPropertyDescription("The cluster.") String cluster,

            @JsonPropertyDescription("Product of the GPUs; absent when the whole cluster is out.") @Nullable
            String gpu,

            @JsonPropertyDescription("The tier; absent when all are out.") @Nullable
            String tier,

            @JsonPropertyDescription("Why, in one word.") String reason,
            @JsonPropertyDescription("Why, in a sentence.") String message) {}
}
