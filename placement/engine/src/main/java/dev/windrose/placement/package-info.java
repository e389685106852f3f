/**
 * Decides where the replicas of inference workloads run: demands, inventory, prices and present assignments in; plan,
 * change set and a report that explains every candidate out. Pure: it reads no clock, does no I/O and logs nothing.
 */
@NullMarked
package dev.windrose.placement;

import org.jspecify.annotations.NullMarked;
