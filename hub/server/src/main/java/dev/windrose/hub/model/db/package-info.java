/** The table {@code model_config}. */
@NullMarked
package dev.windrose.hub.model.db;

import org.jspecify.annotations.NullMarked;
