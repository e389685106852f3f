/** Where a person stopped the automation: what is paused, by whom, since when and why, and how objects say so. */
@NullMarked
package dev.windrose.hub.pause;

import org.jspecify.annotations.NullMarked;
