package dev.windrose.agent.link;

import io.smallrye.reactive.messaging.mqtt.session.ReconnectDelayOptions;
import io.smallrye.reactive.messaging.mqtt.session.ReconnectDelayProvider;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt to connect: up to 0.5 s, doubling to 15 s, and anything from half of it up,
 * so that thousands of agents do not come back in step. Forever.
 */
final class JitteredBackoff implements ReconnectDelayOptions {

    static final long FIRST_MILLIS = 500;
    static final long MAX_MILLIS = 15_000;

    @Override
    public ReconnectDelayProvider createProvider() {
        return new ReconnectDelayProvider() {
            private int attempts;

            @Override
            public Duration nextDelay() {
                long most = Math.min(FIRST_MILLIS << Math.min(attempts, 10), MAX_MILLIS);
                attempts++;
                return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
            }

            @Override
            public void reset() {
                attempts = 0;
            }
        };
    }

    @Override
    public ReconnectDelayOptions copy() {
        return this;
    }
}
