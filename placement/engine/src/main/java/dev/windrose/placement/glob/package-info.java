/** Globs, as every part of the engine reads them. */
@NullMarked
package dev.windrose.placement.glob;

import org.jspecify.annotations.NullMarked;
