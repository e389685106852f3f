/** What access asks of PostgreSQL. */
@NullMarked
package dev.windrose.hub.access.db;

import org.jspecify.annotations.NullMarked;
