package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.Feed.FeedLoad;
import dev.windrose.hub.price.feed.Feed.Walk;
import dev.windrose.hub.price.feed.FeedException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one part of a feed: page after page, and after a failure in the middle on from the page that failed. A walk that
 * is not whole is never handed out. Used by one thread at a time.
 */
final class PartReader {
    private static final Logger LOG = Logger.getLogger(PartReader.class);
    private static final int MOST_PAGES = 2_000;
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration LAST_BACK_OFF = Duration.ofMinutes(15);
    /** Pages of one walk that are an hour apart tell of two price lists. */
    private static final Duration LONGEST_WALK = Duration.ofHours(1);

    private static final String ETAG = "etag:";
    private static final String VERSION = "version:";

    private final String part;
    private final Duration refresh;
    private final InstantSource clock;
    private @Nullable Walk walk;
    private Instant startedAt = Instant.EPOCH;
    private Set<String> seen = new HashSet<>();
    private int pages;
    private String etag = "";
    private int failures;

    PartReader(String part, Duration refresh, InstantSource clock) {
        this.part = part;
        this.refresh = refresh;
        this.clock = clock;
    }

    /** What became of an attempt. */
    sealed interface Outcome {
        /** When the part is to be read again. */
        Instant due();

        /**
         * All pages were taken.
         *
         * @param validator to be handed in next time
         * @param readAt when the first page was asked for
         */
        record Whole(FeedLoad load, String validator, Instant readAt, Instant due) implements Outcome {}

        /** The source says that nothing changed since the last whole walk. */
        record Unchanged(Instant readAt, Instant due) implements Outcome {}

        record Failed(FeedException why, int pagesKept, Instant due) implements Outcome {}
    }

    /** @param validator of the last whole walk; empty to read in any case */
    Outcome read(Feed feed, PageClient client, String validator) throws InterruptedException {
        try {
            var outcome = walk(feed, client, validator);
            failures = 0;
            forget();
            return outcome;
        } catch (FeedException e) {
            failures++;
            // A token that was refused in the middle is too old: the next walk begins anew.
            if (!e.kind().resumes()) {
                forget();
            }
            return new Outcome.Failed(e, pages, clock.instant().plus(pause(e)));
        } catch (RuntimeException e) {
            // A bug of ours, met by a page that nobody thought of: this part waits, the others go on.
            LOG.errorf(e, "feed part=%s cannot be read", part);
            failures++;
            forget();
            var why = new FeedException(
                    Kind.MALFORMED,
                    "the page cannot be understood: " + e.getClass().getSimpleName());
            return new Outcome.Failed(why, 0, clock.instant().plus(pause(why)));
        }
    }

    private Outcome walk(Feed feed, PageClient client, String validator) throws FeedException, InterruptedException {
        var now = clock.instant();
        var going = walk;
        if (going == null || Duration.between(startedAt, now).compareTo(LONGEST_WALK) > 0) {
            forget();
            startedAt = now;
            going = feed.begin(part, now, after(VERSION, validator));
            walk = going;
        }
        try {
            for (var page = going.next(); page.isPresent(); page = going.next()) {
                if (!take(going, page.get(), feed, client, pages == 0 ? after(ETAG, validator) : "")) {
                    return new Outcome.Unchanged(startedAt, startedAt.plus(refresh));
                }
            }
        } catch (FeedException e) {
            throw e;
        } catch (IOException e) {
            throw new FeedException(
                    Kind.MALFORMED, "the page cannot be read: " + e.getClass().getSimpleName());
        }
        if (going.unchanged()) {
            return new Outcome.Unchanged(startedAt, startedAt.plus(refresh));
        }
        var version = going.validator();
        var next = !version.isEmpty() ? VERSION + version : pages == 1 && !etag.isEmpty() ? ETAG + etag : "";
        return new Outcome.Whole(going.finish(), next, startedAt, startedAt.plus(refresh));
    }

    /** @return false when the source answered that nothing changed */
    private boolean take(Walk going, PageRequest page, Feed feed, PageClient client, String known)
            throws FeedException, InterruptedException {
        if (seen.contains(page.identity()) || pages >= MOST_PAGES) {
            throw new FeedException(
                    Kind.ENDLESS,
                    "%s leads back to a page that was read, or to more than %d pages. The walk begins anew later"
                            .formatted(page.place(), MOST_PAGES));
        }
        var reply = client.ask(page, feed.bounds(), known, going::take);
        seen.add(page.identity());
        pages++;
        if (reply instanceof PageClient.Reply.Taken(String tag)) {
            etag = tag;
            return true;
        }
        return false;
    }

    private void forget() {
        walk = null;
        seen = new HashSet<>();
        pages = 0;
        etag = "";
    }

    /** Twice as long each time, at least what the host asked for, and no longer than a refresh. */
    private Duration pause(FeedException why) {
        var doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures - 1, 10));
        var longest = refresh.compareTo(LAST_BACK_OFF) < 0 ? refresh : LAST_BACK_OFF;
        var own = doubled.compareTo(longest) > 0 || !why.kind().resumes() ? longest : doubled;
        return own.compareTo(why.retryAfter()) > 0 ? own : why.retryAfter();
    }

    private static String after(String prefix, String validator) {
        return validator.startsWith(prefix) ? validator.substring(prefix.length()) : "";
    }
}
