/** How a fleet comes up: what starts in which order, who joins, what is applied, what is waited for. */
@NullMarked
package dev.windrose.local.up;

import org.jspecify.annotations.NullMarked;
