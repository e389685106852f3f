package dev.windrose.hub.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.placement.db.PgPlanStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** The newest plan's number for all readers together: one question twice a second, however many they are. */
@ApplicationScoped
public class PlanNumbers {
    private static final Duration FRESH = Duration.ofMillis(500);

    private final PgPlanStore plans;
    private final ReentrantLock lock = new ReentrantLock();
    private long newest;
    private long askedAt;
    private boolean asked;

    public PlanNumbers(PgPlanStore plans) {
        this.plans = plans;
    }

    long newest() {
        lock.lock();
        try {
            var now = System.nanoTime();
            if (!asked || now - askedAt > FRESH.toNanos()) {
                newest = plans.history(1).path(0).path("number").asLong();
                askedAt = now;
                asked = true;
            }
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /** Plans after a number, oldest first. */
    JsonNode after(long number) {
        return plans.after(number);
    }
}
