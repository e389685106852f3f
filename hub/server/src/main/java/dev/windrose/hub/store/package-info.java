/** Objects in PostgreSQL: the store port of the API on the {@code resource} table and its log. */
@NullMarked
package dev.windrose.hub.store;

import org.jspecify.annotations.NullMarked;
