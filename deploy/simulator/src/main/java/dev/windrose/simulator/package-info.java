@NullMarked
package dev.windrose.simulator;

import org.jspecify.annotations.NullMarked;
