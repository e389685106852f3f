/** Prices: which books count, what was read from them, and the one book that plans are made with. */
@NullMarked
package dev.windrose.hub.price;

import org.jspecify.annotations.NullMarked;
