/**
 * Decides whether a model fits into the memory of the GPUs of one node, and with how many of them: weights by
 * quantisation, key-value cache by attention kind, and what the engine itself takes.
 */
@NullMarked
package dev.windrose.placement.fit;

import org.jspecify.annotations.NullMarked;
