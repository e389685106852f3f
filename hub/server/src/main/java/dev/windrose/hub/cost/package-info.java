/** What the fleet costs now and what it has cost, hour by hour, by allocated price. */
@NullMarked
package dev.windrose.hub.cost;

import org.jspecify.annotations.NullMarked;
