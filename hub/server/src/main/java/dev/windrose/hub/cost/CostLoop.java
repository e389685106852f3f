package dev.windrose.hub.cost;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.cost.db.PgCostLedger;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.placement.LatestPlan;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Money;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells the ledger what replicas cost now, and lets it add up what is over. It may come late or not at all for hours:
 * how long something ran is known to the database, and costs what was told last.
 */
@ApplicationScoped
public class CostLoop {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration SPACING = Duration.ofSeconds(1);

    private final PgCostLedger ledger;
    private final PgPlanStore plans;
    private final LatestPlan latest;
    private final Signals signals;
    private final int retentionDays;
    private final Loop loop;

    /** What this hub said last; another hub may have said something else since, so that all is said anew at times. */
    private Map<AssignmentKey, Optional<Money>> told = Map.of();

    private int passes;
    private boolean addedUp;
    private long addedUpAt;

    public CostLoop(
            PgCostLedger ledger,
            PgPlanStore plans,
            LatestPlan latest,
            Signals signals,
            HubConfig config,
            MeterRegistry metrics) {
        this.ledger = ledger;
        this.plans = plans;
        this.latest = latest;
        this.signals = signals;
        this.retentionDays = config.cost().retentionDays();
        this.loop = new Loop("cost", PERIOD, () -> SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        signals.on(loop::wake, Topic.PLAN);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var stored = plans.read();
        var rates = Costs.rates(stored.assignments(), latest);
        var unrated = ledger.unrated();
        var news = new HashMap<AssignmentKey, Optional<Money>>();
        rates.forEach((key, price) -> {
            if (passes % 10 == 0 || unrated.contains(key) || !price.equals(told.get(key))) {
                news.put(key, price);
            }
        });
        if (!latest.workloads().isEmpty() || stored.assignments().isEmpty()) {
            // Gone before a pass saw it: what it cost is not to be had any more.
            var running = stored.assignments().stream().map(Assignment::key).collect(Collectors.toSet());
            unrated.stream().filter(key -> !running.contains(key)).forEach(key -> news.put(key, Optional.empty()));
        }
        if (!news.isEmpty()) {
            ledger.rate(news);
        }
        told = rates;
        passes++;
        addUp(!news.isEmpty());
    }

    /** Once in a period is enough for what merely goes on. */
    private void addUp(boolean news) {
        if (!news && addedUp && System.nanoTime() - addedUpAt < PERIOD.toNanos()) {
            return;
        }
        boolean more = true;
        while (more) {
            more = ledger.accrue();
        }
        if (ledger.prune(retentionDays)) {
            loop.wake();
        }
        addedUp = true;
        addedUpAt = System.nanoTime();
    }
}
