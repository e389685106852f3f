/**
 * The fleet on one machine: the commands behind the script {@code fleet}.
 *
 * <p>Every part of the fleet is a process of its own; a supervisor starts them, starts them again when they die, and
 * finds those that outlived it. What it knows is on disk under {@code .fleet/}, so that any command can be killed at any
 * time.
 */
@NullMarked
package dev.windrose.local;

import org.jspecify.annotations.NullMarked;
