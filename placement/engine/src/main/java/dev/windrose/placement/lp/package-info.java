/**
 * Linear programmes: the port that solvers stand behind, and one in plain Java that is always there. What a solver says
 * is never believed unproven: {@link dev.windrose.placement.optimum} turns its prices into a bound by exact arithmetic.
 */
@NullMarked
package dev.windrose.placement.lp;

import org.jspecify.annotations.NullMarked;
