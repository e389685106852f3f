/** The tables {@code cost_meter} and {@code cost_hour}. */
@NullMarked
package dev.windrose.hub.cost.db;

import org.jspecify.annotations.NullMarked;
