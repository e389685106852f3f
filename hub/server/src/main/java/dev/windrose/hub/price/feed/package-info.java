/**
 * Feeds: how vendors and catalogues are asked for prices, and what their pages say. What a page says is pure code over its
 * bytes; one client asks, under a list of allowed hosts, and bounds of size and time.
 */
@NullMarked
package dev.windrose.hub.price.feed;

import org.jspecify.annotations.NullMarked;
