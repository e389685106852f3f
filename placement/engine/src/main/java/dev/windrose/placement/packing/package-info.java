/**
 * Decides on which node of a cluster a pod goes: fragmentation of the GPUs that stay free, with a tie-break that is
 * written down, and a bounded repacking for a pod that finds no node. Knows no workloads, prices or clusters.
 */
@NullMarked
package dev.windrose.placement.packing;

import org.jspecify.annotations.NullMarked;
