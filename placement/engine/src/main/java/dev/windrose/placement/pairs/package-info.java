/** Files of facts about two regions each, as operators write them. */
@NullMarked
package dev.windrose.placement.pairs;

import org.jspecify.annotations.NullMarked;
