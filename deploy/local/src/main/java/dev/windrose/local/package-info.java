@NullMarked
package dev.windrose.local;

import org.jspecify.annotations.NullMarked;
