/**
 * How many replicas a workload should have for the load that its pods report: target tracking with a tolerance, windows in
 * which a wish must hold before it counts, and bounded steps. Decisions over plain values with the time passed in; what
 * must be kept between two of them is a record. Where the replicas go is the planner's.
 */
@NullMarked
package dev.windrose.placement.scaling;

import org.jspecify.annotations.NullMarked;
