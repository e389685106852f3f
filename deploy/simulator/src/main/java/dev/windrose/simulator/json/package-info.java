/** JSON trees, read and built without ceremony. */
@NullMarked
package dev.windrose.simulator.json;

import org.jspecify.annotations.NullMarked;
