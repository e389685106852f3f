/**
 * What the control loops see: the objects of one cluster, read once into small records when they change, and indexed.
 * The objects themselves are never changed here.
 */
@NullMarked
package dev.windrose.simulator.world;

import org.jspecify.annotations.NullMarked;
