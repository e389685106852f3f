/** What is known of models: from the built-in table, else asked of the hub of models, when that is allowed. */
@NullMarked
package dev.windrose.hub.model;

import org.jspecify.annotations.NullMarked;
