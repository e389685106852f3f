/**
 * The resource kinds of group {@code fleet.windrose.dev}: what people write and what the hub answers.
 *
 * <p>These types are the one source of the served schema, the defaults and the table columns. Keep them small: a field
 * here is a promise.
 */
@NullMarked
package dev.windrose.api;

import org.jspecify.annotations.NullMarked;
