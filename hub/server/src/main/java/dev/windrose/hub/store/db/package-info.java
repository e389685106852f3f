/** The only rooms where Hibernate Reactive and SQL are spoken. */
@NullMarked
package dev.windrose.hub.store.db;

import org.jspecify.annotations.NullMarked;
