package dev.windrose.placement.optimum;

import java.time.Duration;

/** A clock that is looked at only so that a solve ends at all; what it ends is marked. The engine has none of its own. */
@FunctionalInterface
public interface LastResort {
    /** No clock. */
    LastResort NONE = () -> Duration.ofDays(1);

    /** Time that is left; zero or less: stop. */
    Duration left();
}
