/** How far regions of clouds are from each other, in time: what was measured, else an estimate by distance. */
@NullMarked
package dev.windrose.placement.latency;

import org.jspecify.annotations.NullMarked;
