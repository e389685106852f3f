package dev.windrose.hub.link;

import io.smallrye.reactive.messaging.mqtt.session.ReconnectDelayOptions;
import io.smallrye.reactive.messaging.mqtt.session.ReconnectDelayProvider;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The hub is its broker's neighbour: 50 to 250 ms between attempts, forever. */
final class JitteredReconnect implements ReconnectDelayOptions {

    @Override
    public ReconnectDelayProvider createProvider() {
        return new ReconnectDelayProvider() {
            @Override
            public Duration nextDelay() {
                return Duration.ofMillis(ThreadLocalRandom.current().nextLong(50, 250));
            }

            @Override
            public void reset() {
                // Nothing is counted.
            }
        };
    }

    @Override
    public ReconnectDelayOptions copy() {
        return this;
    }
}
