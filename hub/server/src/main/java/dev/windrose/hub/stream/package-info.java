/** What happens in the fleet, as server-sent events that resume where a reader left off. */
@NullMarked
package dev.windrose.hub.stream;

import org.jspecify.annotations.NullMarked;
