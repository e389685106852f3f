/** From what people wish and members report to a plan, and from the plan to what each member should hold. */
@NullMarked
package dev.windrose.hub.placement;

import org.jspecify.annotations.NullMarked;
