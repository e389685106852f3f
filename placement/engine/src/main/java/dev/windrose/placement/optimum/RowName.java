package dev.windrose.placement.optimum;

/** A limit of the linear programme, by what it limits. Proofs name prices by it, so that others can follow them. */
public sealed interface RowName {
    /** GPUs of a place. */
    record Capacity(OptionKey option) implements RowName {}

    /** Allocated cost of the classes of a budget. */
    record Spend(String budget) implements RowName {}

    /** GPUs of the classes of a budget. */
    record Quota(String budget) implements RowName {}

    /** Replicas of at least so many GPUs in a place. */
    record Packing(Cut cut) implements RowName {}

    /** Throughput of a class on spot. */
    record Spot(String workloads) implements RowName {}

    /** Throughput of a class in a region. */
    record Region(String workloads, String region) implements RowName {}

    /** Throughput of a class in a cluster. */
    record Cluster(String workloads, String cluster) implements RowName {}
}
