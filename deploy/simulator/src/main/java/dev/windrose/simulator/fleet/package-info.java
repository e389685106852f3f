/**
 * The simulated fleet as a file says it: clusters, their pools and what nodes of a pool carry. Reading a file checks
 * everything and names line and field of what is wrong.
 */
@NullMarked
package dev.windrose.simulator.fleet;

import org.jspecify.annotations.NullMarked;
