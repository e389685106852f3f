@NullMarked
package dev.windrose.api;

import org.jspecify.annotations.NullMarked;
