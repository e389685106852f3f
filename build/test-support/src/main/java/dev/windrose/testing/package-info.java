@NullMarked
package dev.windrose.testing;

import org.jspecify.annotations.NullMarked;
