@NullMarked
package dev.windrose.placement;

import org.jspecify.annotations.NullMarked;
