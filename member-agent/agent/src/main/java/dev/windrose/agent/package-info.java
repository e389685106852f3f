@NullMarked
package dev.windrose.agent;

import org.jspecify.annotations.NullMarked;
