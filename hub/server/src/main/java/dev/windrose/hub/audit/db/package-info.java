/** The audit table. */
@NullMarked
package dev.windrose.hub.audit.db;

import org.jspecify.annotations.NullMarked;
