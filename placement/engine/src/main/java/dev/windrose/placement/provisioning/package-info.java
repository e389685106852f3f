/**
 * Nodes that a member could still get, and why it may not: cluster-autoscaler, Karpenter, capacity buffers and quotas. Pure.
 * What could be provisioned is a chance, never free: it has values of its own and is added to nothing.
 */
@NullMarked
package dev.windrose.placement.provisioning;

import org.jspecify.annotations.NullMarked;
