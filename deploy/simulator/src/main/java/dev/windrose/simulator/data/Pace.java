package dev.windrose.simulator.data;

import java.time.Duration;

/** How fast simulated models are: time to the first token, and from one to the next. */
public record Pace(Duration firstToken, Duration perToken) {
    public static final Pace INSTANT = new Pace(Duration.ZERO, Duration.ZERO);
    public static final Pace DEMO = new Pace(Duration.ofMillis(40), Duration.ofMillis(8));

    public Pace {
        if (firstToken.isNegative() || perToken.isNegative()) {
            throw new IllegalArgumentException("A pace (%s, %s) must not be negative.".formatted(firstToken, perToken));
        }
    }
}
