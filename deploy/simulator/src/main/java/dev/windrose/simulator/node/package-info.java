/** What a cluster is born with: nodes that carry what real ones of their cloud carry, namespaces, daemons. */
@NullMarked
package dev.windrose.simulator.node;

import org.jspecify.annotations.NullMarked;
