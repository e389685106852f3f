/** Runtimes: how one assignment of a workload becomes objects of a member. Pure. */
@NullMarked
package dev.windrose.hub.runtime;

import org.jspecify.annotations.NullMarked;
