/** What lies between the API and the heap: the journal on disk, a pod's grace, addresses of Services. */
@NullMarked
package dev.windrose.simulator.store;

import org.jspecify.annotations.NullMarked;
