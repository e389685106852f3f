/** What a new version of a kind may not do to those who use the old one. */
@NullMarked
package dev.windrose.api.release;

import org.jspecify.annotations.NullMarked;
