@NullMarked
package dev.windrose.protocol;

import org.jspecify.annotations.NullMarked;
