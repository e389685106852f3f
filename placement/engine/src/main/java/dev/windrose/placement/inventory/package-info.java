/**
 * What a member reports of its GPUs, one record per node, and the pure functions that read it from Kubernetes facts.
 * What a cluster does not say stays unknown here; it never becomes zero, free or healthy.
 */
@NullMarked
package dev.windrose.placement.inventory;

import org.jspecify.annotations.NullMarked;
