package dev.windrose.hub.price;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.price.db.PgPrices;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Lets go of changes of prices that are older than the retention. */
@ApplicationScoped
public class PriceRetention {
    private static final Duration PERIOD = Duration.ofMinutes(30);

    private final PgPrices store;
    private final int days;
    private final Loop loop;

    public PriceRetention(PgPrices store, HubConfig config, MeterRegistry metrics) {
        this.store = store;
        this.days = config.prices().historyDays();
        if (days < 1) {
            throw new IllegalArgumentException(
                    "windrose.hub.prices.history-days is %d; changes of prices are kept for one day at least"
                            .formatted(days));
        }
        this.loop = new Loop("price-retention", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(2500) StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var more = true;
        while (more) {
            more = store.prune(days);
        }
    }
}
