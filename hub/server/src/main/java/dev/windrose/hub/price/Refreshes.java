package dev.windrose.hub.price;

import dev.windrose.placement.price.SourceBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each source said in the refresh before its last one, so that no price moves anything that was said once only. A
 * refresh of a feed is a reading that the source answered; of a file that somebody looked at it again. Not thread-safe.
 */
final class Refreshes {
    private record Id(String source, String part, String fingerprint) {}

    /** @param refreshedAt a feed's reading, or when the file was looked at */
    private record Known(KeptPart last, Optional<KeptPart> before, Instant refreshedAt) {}

    private final Duration period;
    private final Map<Id, Known> known = new HashMap<>();

    /** @param period files are looked at, at most */
    Refreshes(Duration period) {
        this.period = period;
    }

    /** What the last hub left: the newest reading of each part, and the one before it as far as that was kept. */
    void restore(KeptPart last, Optional<KeptPart> before) {
        known.put(id(last), new Known(last, before, last.state().readAt()));
    }

    /**
     * Takes in how a source stands.
     *
     * @param feed it is asked; a file is looked at each time
     * @return what it said one refresh earlier; empty: the same
     */
    Optional<SourceBook> earlier(SourceView view, boolean feed, Instant now) {
        var parts = new ArrayList<SourceBook.Part>();
        var same = true;
        for (var part : view.parts()) {
            var next = next(known.get(id(part)), part, feed, view.failure().isEmpty(), now);
            known.put(id(part), next);
            next.before().ifPresent(before -> parts.add(before.book()));
            same &= next.before()
                    .filter(before ->
                            before.state().accepted().equals(part.state().accepted()))
                    .isPresent();
        }
        var book = view.book();
        return same ? Optional.empty() : Optional.of(SourceBook.of(book.name(), book.kind(), book.precedence(), parts));
    }

    private Known next(@Nullable Known last, KeptPart part, boolean feed, boolean answered, Instant now) {
        if (last == null) {
            return new Known(part, Optional.empty(), feed ? part.state().readAt() : now);
        }
        if (feed) {
            var readAt = part.state().readAt();
            return readAt.equals(last.refreshedAt())
                    ? new Known(part, last.before(), readAt)
                    : new Known(part, Optional.of(last.last()), readAt);
        }
        var early = now.isBefore(last.refreshedAt().plus(period)) && !now.isBefore(last.refreshedAt());
        var changed = !part.state().accepted().equals(last.last().state().accepted());
        return !answered || early && !changed ? last : new Known(part, Optional.of(last.last()), now);
    }

    /** Forgets parts that are no more. */
    void retain(List<SourceView> views) {
        var present = new HashSet<Id>();
        views.forEach(view -> view.parts().forEach(part -> present.add(id(part))));
        known.keySet().retainAll(present);
    }

    private static Id id(KeptPart part) {
        return new Id(part.source(), part.part(), part.fingerprint());
    }
}
