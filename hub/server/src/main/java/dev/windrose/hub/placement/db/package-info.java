/** Plans, assignments, observations and desired state in PostgreSQL. */
@NullMarked
package dev.windrose.hub.placement.db;

import org.jspecify.annotations.NullMarked;
