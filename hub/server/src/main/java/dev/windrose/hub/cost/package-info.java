/** What the fleet costs now, by allocated price. What it cost over time is another matter, and not answered here. */
@NullMarked
package dev.windrose.hub.cost;

import org.jspecify.annotations.NullMarked;
