/** Benches: what is measured, against which budget, and whether it was met. */
@NullMarked
package dev.windrose.local.bench;

import org.jspecify.annotations.NullMarked;
