/**
 * What hub and member agent say to each other, and the rules that keep both in step.
 *
 * <p>Decides: which message may change what, what is sent next, what is refused. Pure Java: time is passed in, nothing
 * here reads a clock, sleeps, logs or knows a transport. The transport may lose, repeat and reorder; correctness rests
 * on generations, digests and (incarnation, sequence) alone.
 */
@NullMarked
package dev.windrose.protocol;

import org.jspecify.annotations.NullMarked;
