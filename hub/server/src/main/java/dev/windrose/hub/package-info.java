@NullMarked
package dev.windrose.hub;

import org.jspecify.annotations.NullMarked;
