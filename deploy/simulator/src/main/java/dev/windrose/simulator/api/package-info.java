/** The kinds that a simulated cluster serves, with the columns that users of kubectl know, and the rules of a few. */
@NullMarked
package dev.windrose.simulator.api;

import org.jspecify.annotations.NullMarked;
