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

        @Nullable Agent agent,

        @Nullable String kubernetesVersion,

        @Nullable Integer nodes,

        @JsonPropertyDescription("Free of all GPUs by product, e.g. H100 6/8, L4 4/4.") @Nullable
        String gpusFree,

        @Nullable List<GpuSummary> gpus,

        @Nullable List<Pool> pools,

        @Nullable List<Condition> conditions) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Agent(@Nullable String version, @Nullable String certificateNotAfter) {}

    /** GPUs of one product; free are those that nobody requests on nodes that take new pods. */
    public record GpuSummary(String product, int total, int free, int largestFreeOnOneNode) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pool(
            String name,
            @Nullable String instanceType,
            @Nullable String tier,
            int nodes,
            int nodesReady,
            int gpus) {}
}
