/** How much one caller, and all of them together, may take. */
@NullMarked
package dev.windrose.hub.access.limit;

import org.jspecify.annotations.NullMarked;
