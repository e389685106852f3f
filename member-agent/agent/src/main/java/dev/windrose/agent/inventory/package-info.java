/**
 * What the cluster has: nodes and pods as small facts, and the inventory report made of them. Nothing is reported before
 * both were listed completely: half a list would show GPUs as free that are not.
 */
@NullMarked
package dev.windrose.agent.inventory;

import org.jspecify.annotations.NullMarked;
