package dev.windrose.hub.stream;

import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.rest.Outflow;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Writes to one reader what it may hear, as fast as it reads, until it leaves. */
final class StreamReader implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final StreamSource source;
    private final PlanNumbers plans;
    private final StreamFilter filter;
    private final Outflow out;
    private final boolean showPlans;
    private Position at = new Position(0, 0);
    private long writtenAt = System.nanoTime();

    StreamReader(StreamSource source, PlanNumbers plans, StreamFilter filter, Outflow out, boolean showPlans) {
        this.source = source;
        this.plans = plans;
        this.filter = filter;
        this.out = out;
        this.showPlans = showPlans;
    }

    void run(Position from) throws InterruptedException {
        at = from;
        write(Frames.opening(at));
        source.start(from.version());
        while (!out.isGone()) {
            switch (source.next(LOOK)) {
                case StreamSource.Next.Event(var event) -> {
                    at = at.at(event.version());
                    if (filter.admits(event.key())) {
                        write(Frames.of(at, event));
                    }
                }
                case StreamSource.Next.Reset(Position now, String reason) -> {
                    at = now;
                    write(Frames.reset(at, reason));
                }
                case StreamSource.Next.Quiet(long version) -> at = at.at(Math.max(at.version(), version));
            }
            plans();
            if (System.nanoTime() - writtenAt > HEARTBEAT_NANOS) {
                write(Frames.heartbeat(at));
            }
        }
    }

    /** Plans are numbered apart from the store; those that nobody keeps any more are a loss that is told. */
    private void plans() throws InterruptedException {
        var newest = plans.newest();
        if (newest == at.plan()) {
            return;
        }
        if (!showPlans || !filter.seesEverything()) {
            at = at.withPlan(newest);
            return;
        }
        if (newest < at.plan()) {
            at = at.withPlan(newest);
            write(Frames.reset(at, "the plans that you know are not those of this hub's database"));
            return;
        }
        if (newest - at.plan() > PgPlanStore.PLANS_KEPT) {
            at = at.withPlan(newest);
            write(Frames.reset(at, "plans that old are no longer kept"));
            return;
        }
        for (var row : plans.after(at.plan())) {
            at = at.withPlan(row.path("number").asLong());
            write(Frames.plan(at, row));
        }
    }

    private void write(String frame) throws InterruptedException {
        out.write(frame);
        writtenAt = System.nanoTime();
    }

    @Override
    public void close() {
        source.close();
    }
}
