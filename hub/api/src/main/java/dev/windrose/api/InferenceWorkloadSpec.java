package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The wish of a user. Everything but the model has a default that is safe for a first try. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceWorkloadSpec(
        @Required @JsonPropertyDescription("The model to serve.")
        Model model,

        @Default("{}") @JsonPropertyDescription("The inference engine that serves the model.") @Nullable
        Engine engine,

        @Default("\"direct\"")
        @JsonPropertyDescription("How pods are made in a member: direct is a Deployment and a Service.")
        @Nullable
        Runtime runtime,

        @JsonPropertyDescription("Secrets that exist in the members; the hub never holds their values.")
        @Size(max = 32)
        @Nullable
        List<SecretRef> secrets,

        @Default("1")
        @Min(0)
        @Max(100000)
        @JsonPropertyDescription("How many copies of the model serve, over all clusters.")
        @Nullable
        Integer replicas,

        @JsonPropertyDescription("The GPUs that one replica runs on. Absent: the memory fit chooses.") @Nullable
        Gpu gpu,

        @JsonPropertyDescription("Where replicas may run and at what price.") @Nullable
        Placement placement,

        @Default("0")
        @Min(-1000000)
        @Max(1000000)
        @JsonPropertyDescription("Who is placed first; higher first. Evicts nobody who runs.")
        @Nullable
        Integer priority,

        @JsonPropertyDescription("What happens when a cluster is lost.") @Nullable
        Failover failover,

        @JsonPropertyDescription("How the replicas are reached inside a member.") @Nullable
        ServicePort service,

        @JsonPropertyDescription("Stops the automation for this workload until it is taken out; what runs goes on.")
        @Nullable
        Pause pause) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Model(
            @Required
            @Size(min = 1, max = 256)
            @Pattern("^[A-Za-z0-9][A-Za-z0-9._/-]*$")
            @JsonPropertyDescription("Hugging Face style id, e.g. meta-llama/Llama-3.1-8B-Instruct.")
            String id,

            @Min(1)
            @Max(10000000)
            @JsonPropertyDescription("Longest prompt plus answer in tokens. Absent: 4096.")
            @Nullable
            Integer contextLength,

            @Default("\"none\"") @JsonPropertyDescription("Weight quantization.") @Nullable
            Quantization quantization) {}

    public enum Quantization {
        none,
        fp8,
        int8,
        int4,
        awq,
        gptq
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Engine(
            @Default("\"vllm\"")
            @JsonPropertyDescription("The engine; trtllm, llamacpp and custom need an image.")
            @Nullable
            EngineType type,

            @Size(max = 512)
            @JsonPropertyDescription("Container image. Absent: the engine's pinned release image.")
            @Nullable
            String image,

            @Size(max = 64)
            @JsonPropertyDescription("Further arguments for the engine, appended as they are.")
            @Nullable
            List<String> args) {}

    public enum EngineType {
        vllm,
        sglang,
        trtllm,
        llamacpp,
        custom
    }

    public enum Runtime {
        direct
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SecretRef(
            @Required
            @Pattern(DNS_LABELS)
            @Size(max = 253)
            @JsonPropertyDescription("A Secret of the workload's namespace in the member.")
            String name,

            @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
            @Size(max = 128)
            @JsonPropertyDescription(
                    "The environment variable that gets the value. Absent: every key becomes a variable.")
            @Nullable
            String env,

            @Size(max = 253) @JsonPropertyDescription("The key inside the Secret. Absent: token.") @Nullable
            String key) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Gpu(
            @Size(max = 16)
            @JsonPropertyDescription("Products to choose from; price decides. Absent: any that fits.")
            @Nullable
            List<GpuChoice> anyOf,

            @Min(1)
            @Max(64)
            @JsonPropertyDescription("GPUs of one node for one replica. Absent: the memory fit chooses.")
            @Nullable
            Integer count) {}

    public record GpuChoice(
            @Required
            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z0-9][A-Za-z0-9.-]*$")
            @JsonPropertyDescription("Canonical product, e.g. H100, A100-80GB, L4, A10G, T4.")
            String product) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Placement(
            @Size(max = 256) @JsonPropertyDescription("A pin: only these clusters. Empty: Windrose chooses.") @Nullable
            List<String> clusters,

            @JsonPropertyDescription("Regions by name or glob.") @Nullable
            Regions regions,

            @JsonPropertyDescription("Only clusters whose labels match.") @Nullable
            LabelSelector clusterSelector,

            @JsonPropertyDescription("How replicas are spread.") @Nullable
            Spread spread,

            @Size(max = 3) @JsonPropertyDescription("Tiers allowed. Absent: reserved and on-demand.") @Nullable
            List<Tier> tiers,

            @Pattern(PERCENT) @JsonPropertyDescription("Most replicas on spot, e.g. 50%; rounds up.") @Nullable
            String maxSpotShare,

            @Pattern("^[0-9]{1,9}(\\.[0-9]{1,6})?$")
            @JsonPropertyDescription("USD per hour for the whole workload, by allocated price; a string, e.g. \"120\".")
            @Nullable
            String maxHourlyCost,

            @Size(max = 32) @JsonPropertyDescription("Taints of clusters that this workload accepts.") @Nullable
            List<ClusterToleration> tolerations) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Regions(
            @Size(max = 64) @JsonPropertyDescription("Globs, e.g. eu-*. Empty: every region.") @Nullable
            List<String> allow) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spread(
            @Min(1)
            @Max(100)
            @JsonPropertyDescription("Regions that replicas are spread over, capped at the replicas.")
            @Nullable
            Integer minRegions,

            @Pattern(PERCENT) @JsonPropertyDescription("Most replicas in one cluster, e.g. 60%; rounds up.") @Nullable
            String maxPerCluster) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClusterToleration(
            @Required @Size(min = 1, max = 316) String key,
            @Nullable String value) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failover(
            @Default("\"overlap\"") @JsonPropertyDescription("overlap starts the replacement at once.") @Nullable
            FailoverMode mode,

            @Default("\"15s\"")
            @Pattern("^[0-9]{1,5}(s|m|h)$")
            @JsonPropertyDescription("How long after the last renewal a cluster counts as lost.")
            @Nullable
            String after) {}

    public enum FailoverMode {
        overlap
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ServicePort(
            @Default("8000")
            @Min(1)
            @Max(65535)
            @JsonPropertyDescription("The port of Service and container.")
            @Nullable
            Integer port) {}

    static final String DNS_LABELS = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
    static final String PERCENT = "^(100|[1-9]?[0-9])%$";
}
