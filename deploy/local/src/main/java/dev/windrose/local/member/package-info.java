/**
 * Members without a cluster: they join, hold the link and report as an agent does, by the agent's own code, and run nothing.
 * For measuring hubs: many of them live in one process on shared threads.
 */
@NullMarked
package dev.windrose.local.member;

import org.jspecify.annotations.NullMarked;
