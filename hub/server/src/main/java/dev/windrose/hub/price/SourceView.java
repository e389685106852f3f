package dev.windrose.hub.price;

import dev.windrose.api.PriceSourceSpec;
import dev.windrose.api.PriceSourceStatus;
import dev.windrose.hub.price.feed.Feed;
import dev.windrose.hub.price.feed.FeedDesk;
import dev.windrose.placement.price.Finding;
import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.SourceBook;
import dev.windrose.placement.price.SourceClass;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one source stands, in whatever way it is read.
 *
 * @param book what it says; nothing for a contract
 * @param parts what is to be kept over a restart
 * @param counts of rows that are not in the book
 * @param failure what went wrong last; empty when nothing did
 * @param next when it is asked again; empty when nobody asks
 */
record SourceView(
        SourceBook book,
        List<KeptPart> parts,
        Counts counts,
        List<PriceSourceStatus.Part> partStatuses,
        String failure,
        Optional<Instant> next) {
    private static final int SHOWN = 20;
    private static final int PARTS_SHOWN = 64;

    /** @param dropped by reason */
    record Counts(int unmapped, int badRows, List<String> problems, TreeMap<String, Integer> dropped) {
        static Counts none() {
            return new Counts(0, 0, List.of(), new TreeMap<>());
        }
    }

    /** A book or a file. */
    static SourceView of(String name, PriceSourceSpec spec, SourceReader.Reading reading, Instant now) {
        var loaded = reading.loaded();
        if (loaded == null) {
            return new SourceView(
                    book(name, SourceClass.STATED, spec, List.of()),
                    List.of(),
                    Counts.none(),
                    List.of(),
                    reading.failure(),
                    Optional.empty());
        }
        // Age by the hour is of feeds; a restart must not rewrite rows because of it.
        var state = new JumpGuard.State(loaded.book(), now.truncatedTo(ChronoUnit.DAYS), java.util.Map.of(), 0);
        var part = new KeptPart(name, "", fingerprint(spec, loaded.kind()), loaded.stamp(), state);
        return new SourceView(
                book(name, loaded.kind(), spec, List.of(part)),
                List.of(part),
                new Counts(loaded.unmapped(), loaded.badRows(), loaded.problems(), new TreeMap<>()),
                List.of(),
                reading.failure(),
                Optional.empty());
    }

    /** What tells a file's rows that were kept; the class of trust goes with them. */
    static String fingerprint(PriceSourceSpec spec, SourceClass kind) {
        return "%s %s %s".formatted(spec.type(), Objects.requireNonNullElse(spec.path(), ""), kind);
    }

    static SourceView of(String name, PriceSourceSpec spec, FeedDesk.View view) {
        var counts = Counts.none();
        int unmapped = 0;
        int bad = 0;
        var problems = new ArrayList<String>();
        for (var part : view.parts()) {
            var load = part.load().orElse(null);
            if (load != null) {
                unmapped += load.load().report().unmapped().size();
                bad += load.load().report().bad().size();
                load.dropped().forEach((reason, count) -> counts.dropped().merge(reason, count, Integer::sum));
                problems.addAll(problems(load));
            }
        }
        var failure = view.error()
                .or(() -> view.parts().stream()
                        .flatMap(part -> part.error().stream())
                        .findFirst())
                .map(Throwable::getMessage)
                .orElse("");
        var kept = view.parts().stream()
                .map(FeedDesk.PartView::kept)
                .filter(part -> !part.state().readAt().equals(Instant.EPOCH))
                .toList();
        return new SourceView(
                book(name, SourceClass.FEED, spec, kept),
                kept,
                new Counts(unmapped, bad, problems.stream().limit(SHOWN).toList(), counts.dropped()),
                view.parts().stream().limit(PARTS_SHOWN).map(SourceView::status).toList(),
                Objects.requireNonNullElse(failure, ""),
                view.next());
    }

    private static List<String> problems(Feed.FeedLoad load) {
        var all = new ArrayList<>(load.notes());
        load.load().report().bad().stream().map(Finding::toString).limit(SHOWN).forEach(all::add);
        return all;
    }

    private static PriceSourceStatus.Part status(FeedDesk.PartView part) {
        var readAt = part.kept().state().readAt();
        return new PriceSourceStatus.Part(
                part.kept().part(),
                part.kept().state().accepted().size(),
                readAt.equals(Instant.EPOCH) ? null : shown(readAt),
                part.pagesKept() == 0 ? null : part.pagesKept(),
                part.error().map(Throwable::getMessage).orElse(null));
    }

    private static SourceBook book(String name, SourceClass kind, PriceSourceSpec spec, List<KeptPart> parts) {
        return SourceBook.of(
                name,
                kind,
                Objects.requireNonNullElse(spec.precedence(), 0),
                parts.stream().map(KeptPart::book).toList());
    }

    static @Nullable String shown(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
