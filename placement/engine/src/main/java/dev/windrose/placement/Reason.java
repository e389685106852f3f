package dev.windrose.placement;

/** Why a candidate got a replica or did not. The names are part of the API. */
public enum Reason {
    /** It got replicas. */
    CHOSEN("has replicas of this workload"),
    /** Eligible, but cheaper or stickier options took all replicas. */
    NOT_NEEDED("eligible; other options took all replicas"),
    CLUSTER_NOT_READY("the member is not Ready"),
    INVENTORY_STALE("the member's inventory is missing or too old"),
    CLUSTER_CORDONED("the member is cordoned"),
    CLUSTER_PAUSED("the member is paused"),
    NAMESPACE_NOT_ALLOWED("the member does not admit the namespace"),
    NOT_PINNED("the workload is pinned to other clusters"),
    REGION_NOT_ALLOWED("the region is not allowed"),
    SELECTOR_MISMATCH("the cluster's labels do not match the selector"),
    LATENCY_TOO_LONG("too far from the callers"),
    LATENCY_UNKNOWN("the distance to the callers is unknown, and the workload limits it"),
    TAINT_NOT_TOLERATED("a taint is not tolerated"),
    NO_GPU_NODES("the member reports no GPU"),
    NODE_NOT_USABLE("no node of this kind is ready and schedulable"),
    NOT_UNDERSTOOD("what the nodes report is not understood"),
    GPU_SHARED("the GPUs are shared without memory isolation"),
    TIER_NOT_ALLOWED("the capacity tier is not allowed"),
    PRODUCT_NOT_ASKED("the GPU product is not in the set"),
    MODEL_UNKNOWN("the model's size is unknown: give gpu"),
    MEMORY_UNKNOWN("the GPU's usable memory is unknown"),
    MEMORY_TOO_SMALL("the model does not fit into the GPUs of one node"),
    NODE_TOO_SMALL("no node has that many GPUs"),
    TOO_SLOW("answers would come slower than the workload's targets"),
    NO_FREE_GPU("too few GPUs are free"),
    HEADROOM("what is free is kept for failover"),
    STOCKED_OUT("too few GPUs are free, and the cloud was out of more"),
    NOT_CONTIGUOUS("enough GPUs are free, but not on one node"),
    PRICE_UNKNOWN("nobody knows the price"),
    OVER_MAX_HOURLY_COST("the workload would cost more than maxHourlyCost"),
    BUDGET("a budget of the namespace allows no more"),
    SPOT_SHARE("maxSpotShare is reached"),
    SPREAD("the spread allows no more here"),
    PAUSED("the workload is paused");

    private final String meaning;

    Reason(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }
}
