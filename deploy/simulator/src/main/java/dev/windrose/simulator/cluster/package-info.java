/** One simulated cluster put together: store, loops, API server, proxy, and the folder that outlives the process. */
@NullMarked
package dev.windrose.simulator.cluster;

import org.jspecify.annotations.NullMarked;
