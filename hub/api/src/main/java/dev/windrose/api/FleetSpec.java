package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** What people say about the whole fleet. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetSpec(
        @JsonPropertyDescription("Stops the automation for every workload and cluster until it is taken out.") @Nullable
        Pause pause,

        @Pattern(InferenceWorkloadSpec.PERCENT)
        @JsonPropertyDescription(
                "Of the GPUs of every kind of node in every cluster, the share that new replicas leave free, e.g. 10%; rounds up. Replicas that lost their place may take it. Absent: 0%.")
        @Nullable
        String failoverHeadroom) {}
