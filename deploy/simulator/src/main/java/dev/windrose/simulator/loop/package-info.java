/** Turns the pure control loops: gathers changes, wakes, carries out what was decided. */
@NullMarked
package dev.windrose.simulator.loop;

import org.jspecify.annotations.NullMarked;
