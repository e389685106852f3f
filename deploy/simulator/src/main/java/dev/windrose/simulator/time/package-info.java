/**
 * Time as the simulator sees it: one port for "now" and "later", so that tests move time by hand.
 */
@NullMarked
package dev.windrose.simulator.time;

import org.jspecify.annotations.NullMarked;
