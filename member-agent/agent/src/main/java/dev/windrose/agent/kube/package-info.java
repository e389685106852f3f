/**
 * The member's API server as the agent sees it: blocking requests on virtual threads, list-and-watch into small facts,
 * kinds and their paths.
 *
 * <p>Objects are read as JSON trees, one at a time, and turned into the few values the agent keeps. Neither fabric8's
 * model classes nor whole objects (with their managedFields) stay in memory: the agent has 128 MB for everything.
 */
@NullMarked
package dev.windrose.agent.kube;

import org.jspecify.annotations.NullMarked;
