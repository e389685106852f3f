package dev.windrose.hub.placement;

import dev.windrose.placement.Guidance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** What the joint optimum advises now. What was computed too long ago is no advice: then plans are made as without it. */
@ApplicationScoped
public class NewestGuidance {
    static final Duration LONGEST = Duration.ofMinutes(15);

    private volatile Guidance newest = Guidance.NONE;

    /** Kept as the same value while it says the same, so that plans that follow it stand. */
    void set(Guidance guidance) {
        newest = guidance;
    }

    Guidance at(Instant now) {
        var guidance = newest;
        return now.isBefore(guidance.summary().madeAt().plus(LONGEST)) ? guidance : Guidance.NONE;
    }
}
