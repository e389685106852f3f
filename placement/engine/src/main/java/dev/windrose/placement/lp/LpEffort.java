package dev.windrose.placement.lp;

import java.time.Duration;

/**
 * How much work a solve may be.
 *
 * @param iterations steps of the method: where they end an answer, it is the same answer every time
 * @param left wall clock that is left, the last resort; an answer that it ends may be another one next time
 */
public record LpEffort(long iterations, Duration left) {}
