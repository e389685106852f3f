package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the hub knows of a member: presence, a summary of its GPUs, its pools and its agent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberClusterStatus(
        @JsonPropertyDescription("Unknown, Connected, Suspect or Lost.") @Nullable
        String presence,

        @JsonPropertyDescription("The member's agent.") @Nullable
        Agent agent,

        @JsonPropertyDescription("The version that the API server of the member tells.") @Nullable
        String kubernetesVersion,

        @JsonPropertyDescription("Nodes of the member.") @Nullable
        Integer nodes,

        @JsonPropertyDescription("Free of all GPUs by product, e.g. H100 6/8, L4 4/4.") @Nullable
        String gpusFree,

        @JsonPropertyDescription("GPUs by product.") @Nullable
        List<GpuSummary> gpus,

        @JsonPropertyDescription("Node pools.") @Nullable List<Pool> pools,

        @Nullable List<Condition> conditions) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Agent(
            @JsonPropertyDescription("Release of the agent.") @Nullable
            String version,

            @JsonPropertyDescription("When its certificate ends; it is renewed at two thirds of its life.") @Nullable
            String certificateNotAfter) {}

    /** GPUs of one product; free are those that nobody requests on nodes that take new pods. */
    public record GpuSummary(
            @JsonPropertyDescription("Canonical product.") String product,
            @JsonPropertyDescription("All of them.") int total,

            @JsonPropertyDescription("Those that nobody requests, on nodes that take new pods.")
            int free,

            @JsonPropertyDescription("Most free GPUs of a single node.")
            int largestFreeOnOneNode) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pool(
            @JsonPropertyDescription("The pool.") String name,

            @JsonPropertyDescription("The provider's instance type.") @Nullable
            String instanceType,

            @JsonPropertyDescription("How its nodes are paid for.") @Nullable
            String tier,

            @JsonPropertyDescription("Nodes of the pool.") int nodes,

            @JsonPropertyDescription("Nodes that are ready.")
            int nodesReady,

            @JsonPropertyDescription("GPUs of the pool.") int gpus) {}
}
