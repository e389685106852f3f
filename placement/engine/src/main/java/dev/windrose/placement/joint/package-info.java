/**
 * From what the planner is given to the joint optimum and back: what that advises to a planner which looks at one workload
 * at a time.
 */
@NullMarked
package dev.windrose.placement.joint;

import org.jspecify.annotations.NullMarked;
