/** Prices in tables: what sources last said, and every change of it. */
@NullMarked
package dev.windrose.hub.price.db;

import org.jspecify.annotations.NullMarked;
