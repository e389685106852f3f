/** The linear programmes of {@link dev.windrose.placement.lp} on OR-Tools, whose native code may be missing. */
@NullMarked
package dev.windrose.placement.ortools;

import org.jspecify.annotations.NullMarked;
