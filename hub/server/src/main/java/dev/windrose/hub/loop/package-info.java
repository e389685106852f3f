/** How the hub's work is driven: level-triggered loops that an event only wakes. */
@NullMarked
package dev.windrose.hub.loop;

import org.jspecify.annotations.NullMarked;
