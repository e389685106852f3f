/**
 * The control plane and kubelets of a simulated cluster as functions: what is there and the time go in, what is to be
 * written comes out. Level-triggered: whoever calls them twice on the same world gets nothing new the second time once
 * the first answer was carried out.
 */
@NullMarked
package dev.windrose.simulator.control;

import org.jspecify.annotations.NullMarked;
