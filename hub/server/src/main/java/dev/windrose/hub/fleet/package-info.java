/** The fleet API: the kinds, where they are served, and what members say of themselves. */
@NullMarked
package dev.windrose.hub.fleet;

import org.jspecify.annotations.NullMarked;
