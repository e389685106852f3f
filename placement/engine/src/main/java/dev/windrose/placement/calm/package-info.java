/**
 * Keeps the fleet calm: whether a workload moves for a price, where capacity was refused and when it may be tried again,
 * and what an interruptible node really costs. Decisions over plain values with the time passed in; the state between
 * two of them is records that whoever decides keeps.
 */
@NullMarked
package dev.windrose.placement.calm;

import org.jspecify.annotations.NullMarked;
