/**
 * GPUs that DRA drivers publish (resource.k8s.io/v1), counted per node from ResourceSlices, ResourceClaims,
 * DeviceClasses and DeviceTaintRules. Pure. What a pool does not say completely is unknown, never zero and never free.
 */
@NullMarked
package dev.windrose.placement.dra;

import org.jspecify.annotations.NullMarked;
