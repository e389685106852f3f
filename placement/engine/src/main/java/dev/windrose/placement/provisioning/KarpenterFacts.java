package dev.windrose.placement.provisioning;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Karpenter's objects (karpenter.sh/v1). */
public record KarpenterFacts(List<NodePool> pools, List<NodeClaim> claims) {
    public static final KarpenterFacts NONE = new KarpenterFacts(List.of(), List.of());

    public KarpenterFacts {
        pools = List.copyOf(pools);
        claims = List.copyOf(claims);
    }

    /**
     * One NodePool.
     *
     * @param limits {@code spec.limits}; values that do not read are empty
     * @param used {@code status.resources}, the same
     * @param ready the condition Ready: {@code True}, {@code False}, {@code Unknown} or empty
     * @param gpuRequirement whether its requirements name GPUs or accelerators
     */
    public record NodePool(
            String name,
            Map<String, Optional<BigDecimal>> limits,
            Map<String, Optional<BigDecimal>> used,
            String ready,
            boolean gpuRequirement) {
        public NodePool {
            limits = Map.copyOf(limits);
            used = Map.copyOf(used);
        }
    }

    /**
     * One NodeClaim.
     *
     * @param pool of the label {@code karpenter.sh/nodepool}
     * @param launched status of the condition Launched; empty when it has none
     * @param initialized the condition Initialized is True: the node is there with all its resources
     * @param since the condition Launched's last transition
     */
    public record NodeClaim(
            String name,
            String pool,
            Optional<String> instanceType,
            Optional<String> zone,
            Optional<String> tier,
            String launched,
            String reason,
            String message,
            boolean initialized,
            Optional<Instant> since) {}
}
