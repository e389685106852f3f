package dev.windrose.placement.calm;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clouds refused lately, for the whole fleet.
 *
 * <pre>
 *   open --refused--> closed --its time is over--> half open: one workload may try --granted--> open
 *                       ^------------------------------- refused again, for twice as long ---'
 * </pre>
 *
 * <p>Immutable; every event gives another one.
 */
public final class StockoutMemory {
    public static final StockoutMemory EMPTY = new StockoutMemory(new TreeMap<>());

    /** Whether something may be asked for. */
    public sealed interface Answer {
        /** Nothing speaks against it. */
        record Open() implements Answer {}

        /** The one who asks may try it, and nobody else; {@link StockoutMemory#probing} must note it. */
        record MayProbe(Stockout stockout) implements Answer {}

        /** Not before the given time. */
        record Closed(Instant until, String why) implements Answer {}
    }

    private final SortedMap<StockoutKey, Stockout> known;

    private StockoutMemory(SortedMap<StockoutKey, Stockout> known) {
        this.known = known;
    }

    /** As it was kept. */
    public static StockoutMemory of(Map<StockoutKey, Stockout> kept) {
        return new StockoutMemory(new TreeMap<>(kept));
    }

    /** To be kept. */
    public Map<StockoutKey, Stockout> known() {
        return Map.copyOf(known);
    }

    /**
     * Something was refused.
     *
     * @param workload who had asked, if that is known
     */
    public StockoutMemory refused(StockoutKey key, StockoutCause cause, Optional<String> workload, Instant now) {
        if (!cause.remembered()) {
            return released(key, workload);
        }
        Stockout before = known.get(key);
        return with(key, before == null ? Stockout.first(cause, now) : before.again(cause, now, workload));
    }

    /** Something was granted: all is forgotten of it. */
    public StockoutMemory granted(StockoutKey key) {
        if (!known.containsKey(key)) {
            return this;
        }
        var rest = new TreeMap<>(known);
        rest.remove(key);
        return new StockoutMemory(rest);
    }

    /** Whether a workload may ask for it. */
    public Answer ask(StockoutKey key, String workload, Instant now) {
        Stockout stockout = known.get(key);
        if (stockout == null) {
            return new Answer.Open();
        }
        if (stockout.closed(now)) {
            return new Answer.Closed(
                    stockout.until(),
                    "%s: refused at %s (%s, %d times in a row), not tried before %s"
                            .formatted(key, stockout.at(), stockout.cause(), stockout.strikes(), stockout.until()));
        }
        if (stockout.triedByAnother(workload, now)) {
            Stockout.Probe probe = stockout.probe().orElseThrow();
            return new Answer.Closed(
                    probe.until(), "%s: %s is trying it since it was refused".formatted(key, probe.workload()));
        }
        return new Answer.MayProbe(stockout);
    }

    /** Notes who tries; only for one who {@link #ask asked} and may. */
    public StockoutMemory probing(StockoutKey key, String workload, Instant now) {
        return ask(key, workload, now) instanceof Answer.MayProbe(Stockout stockout)
                ? with(key, stockout.probed(workload, now))
                : this;
    }

    /** A try that ended without telling anything: another may try. */
    private StockoutMemory released(StockoutKey key, Optional<String> workload) {
        Stockout before = known.get(key);
        if (before == null || !before.isTriedBy(workload)) {
            return this;
        }
        return with(key, new Stockout(before.cause(), before.strikes(), before.at(), before.until(), Optional.empty()));
    }

    private StockoutMemory with(StockoutKey key, Stockout stockout) {
        var all = new TreeMap<>(known);
        all.put(key, stockout);
        return new StockoutMemory(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StockoutMemory memory && known.equals(memory.known);
    }

    @Override
    public int hashCode() {
        return known.hashCode();
    }

    @Override
    public String toString() {
        return known.toString();
    }
}
