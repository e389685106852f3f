@NullMarked
package dev.windrose.wire;

import org.jspecify.annotations.NullMarked;
