/** What it costs to carry data out of regions of clouds: list prices, and those of an operator's own. */
@NullMarked
package dev.windrose.placement.egress;

import org.jspecify.annotations.NullMarked;
