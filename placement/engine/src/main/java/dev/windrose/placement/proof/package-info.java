/**
 * Checks plans of a fleet and their proofs from the definitions alone: nothing here is shared with what made them but the
 * records that say what was asked and what was answered.
 */
@NullMarked
package dev.windrose.placement.proof;

import org.jspecify.annotations.NullMarked;
