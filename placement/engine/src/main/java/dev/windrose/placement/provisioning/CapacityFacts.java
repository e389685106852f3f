package dev.windrose.placement.provisioning;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Capacity buffers and quotas (autoscaling.x-k8s.io). */
public record CapacityFacts(List<Buffer> buffers, List<Quota> quotas) {
    public static final CapacityFacts NONE = new CapacityFacts(List.of(), List.of());

    public CapacityFacts {
        buffers = List.copyOf(buffers);
        quotas = List.copyOf(quotas);
    }

    /**
     * A CapacityBuffer.
     *
     * @param replicas {@code status.replicas}: chunks that are kept ready; empty when not said
     * @param provisioned status of the condition Provisioning; empty when it has none
     */
    public record Buffer(String namespace, String name, Optional<Integer> replicas, String provisioned) {}

    /**
     * A CapacityQuota.
     *
     * @param selective whether it holds for some nodes only
     * @param limits values that do not read are empty
     * @param used empty map when the autoscaler does not say
     */
    public record Quota(
            String name,
            boolean selective,
            Map<String, Optional<BigDecimal>> limits,
            Map<String, Optional<BigDecimal>> used) {
        public Quota {
            limits = Map.copyOf(limits);
            used = Map.copyOf(used);
        }
    }
}
