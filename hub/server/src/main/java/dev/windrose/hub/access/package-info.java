/** Who calls, and what they may do. Deny by default. */
@NullMarked
package dev.windrose.hub.access;

import org.jspecify.annotations.NullMarked;
