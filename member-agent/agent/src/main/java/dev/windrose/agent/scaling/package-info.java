/**
 * What the hub must know to follow the load: what the engines of our pods carry, read from their own metrics where a
 * workload asks for it, and which replicas a HorizontalPodAutoscaler of the member sets, which are left to it.
 */
@NullMarked
package dev.windrose.agent.scaling;

import org.jspecify.annotations.NullMarked;
