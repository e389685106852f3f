package dev.windrose.placement.inventory;

/** Who reports the GPUs of a node. Where both do, they report the same GPUs, and DRA counts. */
public enum GpuSource {
    /** The kubelet's device plugin, by {@code status.allocatable} of the node. */
    DEVICE_PLUGIN,
    /** A DRA driver, by ResourceSlices (resource.k8s.io/v1). */
    DRA
}
