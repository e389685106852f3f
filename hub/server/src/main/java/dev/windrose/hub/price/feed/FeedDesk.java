package dev.windrose.hub.price.feed;

import dev.windrose.api.PriceSourceSpec;
import dev.windrose.hub.price.KeptPart;
import dev.windrose.hub.price.feed.PartReader.Outcome;
import dev.windrose.placement.Money;
import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.OfferKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every feed read: asks what is due, each source on a virtual thread of its own and few at a time, and remembers
 * what each part last said. Never waits for a source itself.
 */
public final class FeedDesk implements AutoCloseable {
    private static final int AT_ONCE = 4;
    /** Longer than any pause that a failure leads to: further ahead than that, the clock went back. */
    private static final Duration SLACK = Duration.ofHours(2);

    private final Feeds feeds;
    private final PageClient client;
    private final InstantSource clock;
    private final Runnable wake;
    private final BiFunction<String, OfferKey, Collection<Money>> seconds;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("feed-", 0).factory());
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * What feeds need of the hub.
     *
     * @param allowedOrigins besides the vendors
     * @param keys the folder of price keys
     * @param environment by name; null when there is no such variable
     */
    public record Surroundings(
            List<String> allowedOrigins, Path keys, UnaryOperator<@Nullable String> environment, InstantSource clock) {
        public Surroundings {
            allowedOrigins = List.copyOf(allowedOrigins);
        }
    }

    /**
     * @param wake told from any thread that something was read
     * @param seconds what sources other than the named one say of a key
     */
    public FeedDesk(Surroundings surroundings, Runnable wake, BiFunction<String, OfferKey, Collection<Money>> seconds) {
        this.clock = surroundings.clock();
        this.feeds = new Feeds(new FeedKeys(surroundings.keys(), surroundings.environment()));
        this.client = new PageClient(new AllowedHosts(surroundings.allowedOrigins()), clock, threads);
        this.wake = wake;
        this.seconds = seconds;
    }

    /** One part as it stands. */
    private static final class Slot {
        private final PartReader reader;
        private KeptPart kept;
        private Instant due;
        private Optional<Feed.FeedLoad> load = Optional.empty();
        private Optional<FeedException> error = Optional.empty();
        private int pagesKept;

        Slot(PartReader reader, KeptPart kept, Instant due) {
            this.reader = reader;
            this.kept = kept;
            this.due = due;
        }
    }

    /** One source. Its fields are guarded by itself. */
    private static final class Entry {
        private final String fingerprint;
        private final Duration refresh;
        private final Map<String, Slot> slots = new LinkedHashMap<>();
        private boolean running;
        private Optional<FeedException> error = Optional.empty();

        Entry(String fingerprint, Duration refresh) {
            this.fingerprint = fingerprint;
            this.refresh = refresh;
        }
    }

    /**
     * How a feed stands.
     *
     * @param error why nothing of it can be read at all; parts have errors of their own
     * @param next when the next part is due
     */
    public record View(List<PartView> parts, Optional<FeedException> error, Optional<Instant> next) {}

    /**
     * How a part stands.
     *
     * @param load what the last whole walk of this process gave; empty when there was none
     * @param pagesKept of a walk that broke off and goes on
     */
    public record PartView(KeptPart kept, Optional<Feed.FeedLoad> load, Optional<FeedException> error, int pagesKept) {}

    /**
     * Looks after one feed: asks what is due, elsewhere, and tells how it stands.
     *
     * @param kept what the last hub left of it
     */
    public View tend(String source, PriceSourceSpec spec, Collection<KeptPart> kept) {
        var fingerprint = fingerprint(spec);
        var refresh = Feeds.refresh(spec);
        Entry entry;
        synchronized (entries) {
            var known = entries.get(source);
            entry = known != null && known.fingerprint.equals(fingerprint) && known.refresh.equals(refresh)
                    ? known
                    : new Entry(fingerprint, refresh);
            if (known != null && known != entry && known.fingerprint.equals(fingerprint)) {
                carryOver(source, known, entry);
            }
            entries.put(source, entry);
        }
        try {
            var feed = feeds.of(spec);
            synchronized (entry) {
                entry.error = Optional.empty();
                entry.slots.keySet().retainAll(feed.parts());
                feed.parts().forEach(part -> entry.slots.computeIfAbsent(part, _ -> slot(source, part, entry, kept)));
                run(source, feed, entry);
                return view(entry);
            }
        } catch (FeedException e) {
            synchronized (entry) {
                entry.error = Optional.of(e);
                if (entry.slots.isEmpty()) {
                    kept.stream()
                            .filter(part -> part.fingerprint().equals(fingerprint))
                            .forEach(part -> entry.slots.put(part.part(), slot(source, part.part(), entry, kept)));
                }
                return view(entry);
            }
        }
    }

    private void carryOver(String source, Entry from, Entry to) {
        synchronized (from) {
            from.slots.forEach((part, slot) -> to.slots.put(part, slot(source, part, to, List.of(slot.kept))));
        }
    }

    private Slot slot(String source, String part, Entry entry, Collection<KeptPart> kept) {
        var before = kept.stream()
                .filter(each -> each.part().equals(part) && each.fingerprint().equals(entry.fingerprint))
                .findFirst()
                .orElseGet(() -> new KeptPart(source, part, entry.fingerprint, "", JumpGuard.State.NONE));
        return new Slot(
                new PartReader(part, entry.refresh, clock),
                before,
                before.state().readAt().plus(entry.refresh));
    }

    /** Forgets what is no longer wanted. */
    public void retain(Set<String> sources) {
        synchronized (entries) {
            entries.keySet().retainAll(sources);
        }
    }

    private void run(String source, Feed feed, Entry entry) {
        if (!entry.running && entry.slots.values().stream().anyMatch(slot -> isDue(slot, entry))) {
            entry.running = true;
            threads.execute(() -> readAll(source, feed, entry));
        }
    }

    private boolean isDue(Slot slot, Entry entry) {
        var left = Duration.between(clock.instant(), slot.due);
        return !left.isPositive() || left.compareTo(entry.refresh.plus(SLACK)) > 0;
    }

    private void readAll(String source, Feed feed, Entry entry) {
        try {
            for (var slot : dueSlots(entry)) {
                permits.acquire();
                try {
                    var outcome = slot.reader.read(feed, client, slot.kept.validator());
                    synchronized (entry) {
                        settle(source, slot, outcome);
                    }
                } finally {
                    permits.release();
                }
                wake.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (entry) {
                entry.running = false;
                wakeWhenDue(entry);
            }
        }
    }

    private List<Slot> dueSlots(Entry entry) {
        synchronized (entry) {
            return entry.slots.values().stream()
                    .filter(slot -> isDue(slot, entry))
                    .toList();
        }
    }

    private void settle(String source, Slot slot, Outcome outcome) {
        slot.due = outcome.due();
        switch (outcome) {
            case Outcome.Failed(var why, var pages, var _) -> {
                slot.error = Optional.of(why);
                slot.pagesKept = pages;
            }
            case Outcome.Unchanged(var readAt, var _) -> {
                slot.error = Optional.empty();
                slot.pagesKept = 0;
                slot.kept = with(slot.kept, slot.kept.validator(), JumpGuard.unchanged(slot.kept.state(), readAt));
            }
            case Outcome.Whole(var load, var validator, var readAt, var _) -> {
                slot.error = Optional.empty();
                slot.pagesKept = 0;
                slot.load = Optional.of(load);
                var state = JumpGuard.refresh(
                        slot.kept.state(), load.load().book(), readAt, key -> seconds.apply(source, key));
                // A refresh that is held back as a whole must be read again, not answered with "nothing changed".
                slot.kept = with(slot.kept, state.shrunk() > 0 ? "" : validator, state);
            }
        }
    }

    private static KeptPart with(KeptPart kept, String validator, JumpGuard.State state) {
        return new KeptPart(kept.source(), kept.part(), kept.fingerprint(), validator, state);
    }

    private void wakeWhenDue(Entry entry) {
        next(entry).ifPresent(at -> {
            var millis = Math.max(Duration.between(clock.instant(), at).toMillis() + 1, 100);
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(wake);
        });
    }

    private static Optional<Instant> next(Entry entry) {
        return entry.slots.values().stream().map(slot -> slot.due).min(Instant::compareTo);
    }

    private static View view(Entry entry) {
        return new View(
                entry.slots.values().stream()
                        .map(slot -> new PartView(slot.kept, slot.load, slot.error, slot.pagesKept))
                        .toList(),
                entry.error,
                next(entry));
    }

    /** What must be the same for rows to be of the same source; regions and clouds are parts. */
    static String fingerprint(PriceSourceSpec spec) {
        var endpoint = spec.feed() == null ? null : spec.feed().endpoint();
        return spec.type() + " " + (endpoint == null ? "" : endpoint);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
