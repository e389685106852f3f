/** Decides what people are told by Events of the fleet's objects, how often, and for how long. */
@NullMarked
package dev.windrose.hub.event;

import org.jspecify.annotations.NullMarked;
