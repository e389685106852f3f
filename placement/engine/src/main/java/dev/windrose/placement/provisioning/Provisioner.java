package dev.windrose.placement.provisioning;

/** Who adds nodes to a member. */
public enum Provisioner {
    CLUSTER_AUTOSCALER,
    KARPENTER,
    /** {@code CapacityQuota} of autoscaling.x-k8s.io: what all autoscalers of the member keep to. */
    CAPACITY_QUOTA,
    UNKNOWN
}
