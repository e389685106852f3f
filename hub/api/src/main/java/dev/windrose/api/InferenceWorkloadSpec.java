package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wish of a user. Everything but the model has a default that is safe for a first try.
 *
 * <p>What fields must be together is said by CEL rules: they end in the CustomResourceDefinition, so that the hub and a real
 * API server refuse the same objects in the same words. Every message says how to mend it.
 */
@ValidationRule(
        value =
                "!has(self.placement) || !has(self.placement.spread) || !has(self.placement.spread.minRegions) || !has(self.placement.clusters) || size(self.placement.clusters) == 0 || self.replicas <= size(self.placement.clusters) || self.placement.spread.minRegions <= size(self.placement.clusters)",
        fieldPath = ".placement.spread.minRegions",
        message =
                "the pinned clusters cannot be in that many regions; lower minRegions, or pin at least as many clusters")
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
        @ValidationRule(
                value = "self.all(s, !has(s.env) || self.exists_one(t, has(t.env) && t.env == s.env))",
                message = "two secrets set the same variable; give each env its own name")
        @Nullable
        List<SecretRef> secrets,

        @Default("1")
        @Min(0)
        @Max(100000)
        @JsonPropertyDescription(
                "How many copies of the model serve, over all clusters. With autoscaling only the start; 0 stops the workload all the same.")
        @SpecReplicas
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

        @JsonPropertyDescription("How fast answers must come. Places that surely miss it are turned down.") @Nullable
        Slo slo,

        @JsonPropertyDescription(
                "How many replicas there are follows the load. Absent: there are as many as replicas says.")
        @Nullable
        Autoscaling autoscaling,

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
            Quantization quantization,

            @Min(1)
            @Max(10000)
            @JsonPropertyDescription(
                    "Sequences of full length that a replica must hold at once; speed is estimated for as many. Absent: one must fit, and speed is estimated for up to 16.")
            @Nullable
            Integer concurrency) {}

    public enum Quantization {
        none,
        fp8,
        int8,
        int4,
        awq,
        gptq
    }

    @ValidationRule(
            value =
                    "!has(self.type) || !(self.type in ['trtllm', 'llamacpp', 'custom']) || has(self.image) && size(self.image.trim()) > 0",
            fieldPath = ".image",
            reason = "FieldValueRequired",
            message = "this engine has no pinned image of ours; name the one to run",
            messageExpression = "'engine ' + self.type + ' has no pinned image of ours; name the one to run'")
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
            List<@Size(max = 4096) String> args) {}

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

    @ValidationRule(
            value = "!has(self.key) || has(self.env)",
            fieldPath = ".key",
            message =
                    "has no effect without env; name the variable in env, or leave key out and every key becomes a variable")
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

    @ValidationRule(
            value = "has(self.ttftMillis) || has(self.tpotMillis)",
            message = "names no target; give ttftMillis or tpotMillis, or leave slo out")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Slo(
            @Min(1) @Max(3600000) @JsonPropertyDescription("Most milliseconds until the first token.") @Nullable
            Integer ttftMillis,

            @Min(1) @Max(60000) @JsonPropertyDescription("Most milliseconds between two tokens of an answer.") @Nullable
            Integer tpotMillis) {}

    @ValidationRule(
            value = "!has(self.minReplicas) || self.minReplicas <= self.maxReplicas",
            fieldPath = ".minReplicas",
            message = "is above maxReplicas; lower minReplicas, or raise maxReplicas")
    @ValidationRule(
            value = "has(self.target) || !has(self.metric) || self.metric != 'tokensPerSecond'",
            fieldPath = ".target",
            reason = "FieldValueRequired",
            message =
                    "what a replica can do depends on model and GPUs; give the tokens a second that one shall carry, e.g. three quarters of the most that one reached")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Autoscaling(
            @Default("1")
            @Max(100000)
            @ValidationRule(
                    value = "self >= 1",
                    message =
                            "nothing could wake a workload that has no replica; write at least 1, or set replicas to 0 to stop the workload")
            @JsonPropertyDescription("Fewest replicas.")
            @Nullable
            Integer minReplicas,

            @Required @Min(1) @Max(100000) @JsonPropertyDescription("Most replicas.")
            Integer maxReplicas,

            @Default("\"queueLength\"")
            @JsonPropertyDescription(
                    "What the load is measured by: queueLength counts the requests that wait or are worked on, tokensPerSecond those read and written.")
            @Nullable
            Metric metric,

            @Max(1000000000)
            @ValidationRule(
                    value = "self > 0",
                    message = "must be above 0; it is the load that one replica shall carry, e.g. 16 requests")
            @JsonPropertyDescription(
                    "The load that one replica shall carry. Absent: 16 requests; for tokensPerSecond it must be given.")
            @Nullable
            Integer target,

            @Default("\"30s\"")
            @Pattern("^[0-9]{1,5}(s|m|h)$")
            @ValidationRule(
                    value = "self.matches('^[0-9]{1,5}(s|m|h)$') && duration(self) <= duration('1h')",
                    message = "must lie between 0s and 1h, e.g. 30s")
            @JsonPropertyDescription("How long more replicas must be needed before there are more.")
            @Nullable
            String scaleUpDelay,

            @Default("\"5m\"")
            @Pattern("^[0-9]{1,5}(s|m|h)$")
            @ValidationRule(
                    value = "self.matches('^[0-9]{1,5}(s|m|h)$') && duration(self) <= duration('24h')",
                    message = "must lie between 0s and 24h, e.g. 5m")
            @JsonPropertyDescription("How long fewer replicas must do before there are fewer.")
            @Nullable
            String scaleDownDelay) {}

    public enum Metric {
        queueLength,
        tokensPerSecond
    }

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
            @ValidationRule(
                    value = "self != 'unknown'",
                    message = "stands for GPUs that nobody recognised; leave gpu out, and the memory fit chooses")
            @JsonPropertyDescription("Canonical product, e.g. H100, A100-80GB, L4, A10G, T4.")
            String product) {}

    @ValidationRule(
            value = "!has(self.maxSpotShare) || has(self.tiers) && self.tiers.exists(t, t == 'spot')",
            fieldPath = ".maxSpotShare",
            message = "has no effect unless tiers names spot; add spot to tiers, or leave maxSpotShare out")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Placement(
            @Size(max = 256) @JsonPropertyDescription("A pin: only these clusters. Empty: Windrose chooses.") @Nullable
            List<@Size(max = 63) String> clusters,

            @JsonPropertyDescription("Regions by name or glob.") @Nullable
            Regions regions,

            @JsonPropertyDescription("Only clusters whose labels match.") @Nullable
            LabelSelector clusterSelector,

            @JsonPropertyDescription("How replicas are spread.") @Nullable
            Spread spread,

            @Size(max = 3)
            @ValidationRule(
                    value = "size(self) > 0",
                    message =
                            "allows no tier at all; name reserved, on-demand or spot, or leave tiers out for reserved and on-demand")
            @JsonPropertyDescription("Tiers allowed. Absent: reserved and on-demand.")
            @Nullable
            List<Tier> tiers,

            @Pattern(PERCENT) @JsonPropertyDescription("Most replicas on spot, e.g. 50%; rounds up.") @Nullable
            String maxSpotShare,

            @Pattern("^[0-9]{1,9}(\\.[0-9]{1,6})?$")
            @ValidationRule(
                    value = "double(self) > 0.0",
                    message =
                            "a ceiling of 0 lets nothing run; leave it out for no ceiling, or set replicas to 0 to stop the workload")
            @JsonPropertyDescription("USD per hour for the whole workload, by allocated price; a string, e.g. \"120\".")
            @Nullable
            String maxHourlyCost,

            @JsonPropertyDescription("Where the callers are: nearer places count as cheaper, and may be a must.")
            @Nullable
            Latency latency,

            @JsonPropertyDescription(
                    "What answers carry out to the callers: their regions by latency.near, else the internet. Counts when places are compared, not in budgets and maxHourlyCost.")
            @Nullable
            Egress egress,

            @Size(max = 32) @JsonPropertyDescription("Taints of clusters that this workload accepts.") @Nullable
            List<ClusterToleration> tolerations) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Regions(
            @Size(max = 64) @JsonPropertyDescription("Globs, e.g. eu-*. Empty: every region.") @Nullable
            List<@Size(min = 1, max = 63) String> allow) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spread(
            @Min(1)
            @Max(100)
            @JsonPropertyDescription("Regions that replicas are spread over, capped at the replicas.")
            @Nullable
            Integer minRegions,

            @Pattern(PERCENT)
            @ValidationRule(
                    value = "self != '0%'",
                    message =
                            "lets no cluster hold a replica; write at least 1%, or set replicas to 0 to stop the workload")
            @JsonPropertyDescription("Most replicas in one cluster, e.g. 60%; rounds up.")
            @Nullable
            String maxPerCluster) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Egress(
            @Required
            @Pattern("^[0-9]{1,5}(\\.[0-9]{1,6})?$")
            @ValidationRule(
                    value = "double(self) > 0.0",
                    message = "carries nothing; write what is sent, or leave egress out")
            @JsonPropertyDescription(
                    "GiB that the whole workload sends in an hour while it has the given replicas, shared evenly; a string, e.g. \"2.5\".")
            String gibPerHour) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Latency(
            @Required
            @Size(min = 1, max = 16)
            @ValidationRule(
                    value = "self.all(a, self.exists_one(b, b.region == a.region))",
                    message = "names a region twice; name each once, with the sum of its weights")
            @JsonPropertyDescription("Regions where callers are.")
            List<Caller> near,

            @Min(1)
            @Max(10000)
            @JsonPropertyDescription(
                    "Most milliseconds there and back between a cluster and the nearest of these regions. Absent: nearer is only better.")
            @Nullable
            Integer maxMillis) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Caller(
            @Required
            @Size(min = 1, max = 63)
            @JsonPropertyDescription(
                    "A region by a cloud's name of it, e.g. eu-west-1; clusters of other clouds are compared with it too.")
            String region,

            @Default("1")
            @Min(1)
            @Max(1000)
            @JsonPropertyDescription("How many of the callers, in relation to the others.")
            @Nullable
            Integer weight) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClusterToleration(
            @Required @Size(min = 1, max = 316) @JsonPropertyDescription("The key of the taint.")
            String key,

            @Size(max = 63) @JsonPropertyDescription("Its value. Absent: any.") @Nullable
            String value) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failover(
            @Default("\"overlap\"") @JsonPropertyDescription("overlap starts the replacement at once.") @Nullable
            FailoverMode mode,

            @Default("\"15s\"")
            @Pattern("^[0-9]{1,5}(s|m|h)$")
            @ValidationRule(
                    value =
                            "self.matches('^[0-9]{1,5}(s|m|h)$') && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
                    message = "must lie between 1s and 24h, e.g. 15s")
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
