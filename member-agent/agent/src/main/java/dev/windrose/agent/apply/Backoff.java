package dev.windrose.agent.apply;

import java.time.Duration;

/** How long to wait before the next try: one second, doubling to one minute. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LAST = Duration.ofSeconds(60);

    private Backoff() {}

    /** @param failures in a row, at least 1 */
    static Duration after(int failures) {
        int doublings = Math.clamp(failures - 1L, 0, 10);
        Duration wait = FIRST.multipliedBy(1L << doublings);
        return wait.compareTo(LAST) > 0 ? LAST : wait;
    }
}
