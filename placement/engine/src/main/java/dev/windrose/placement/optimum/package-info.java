/**
 * The joint optimum of a fleet: every class of workloads and every priced place at once, with a proof of how far the plan
 * is from the best that any plan could be. Quantities are whole numbers (thousandths of a replica, GPUs, millionths of
 * a dollar); floating point is used to search, never to prove.
 */
@NullMarked
package dev.windrose.placement.optimum;

import org.jspecify.annotations.NullMarked;
