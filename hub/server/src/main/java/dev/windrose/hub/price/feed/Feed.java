package dev.windrose.hub.price.feed;

import dev.windrose.placement.price.PriceLoad;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** How one source is asked. Its parts are read, refreshed and kept each for itself: a region, a cloud. */
public interface Feed {
    List<String> parts();

    /**
     * Begins a walk over the pages of one part.
     *
     * @param validator what the last whole walk was told to be recognised by; empty when there was none
     */
    Walk begin(String part, Instant now, String validator);

    /** How much and how long one page may be. */
    default Bounds bounds() {
        return Bounds.PAGE;
    }

    /**
     * @param bytes of one page, unpacked
     * @param time for one page, from the request to the last byte
     */
    record Bounds(long bytes, Duration time) {
        static final Bounds PAGE = new Bounds(128L << 20, Duration.ofSeconds(60));
        /** A region's whole list. */
        static final Bounds BULK = new Bounds(2L << 30, Duration.ofMinutes(15));
    }

    /** One walk; remembers what the pages said and which one comes next. Used by one thread at a time. */
    interface Walk {
        /** The page to ask for now; empty when the walk is whole. */
        Optional<PageRequest> next() throws IOException;

        /** Takes the page that {@link #next} named, wholly or, when it throws, not at all. */
        void take(InputStream page) throws IOException;

        /** What all pages say. */
        FeedLoad finish() throws FeedException;

        /** Whether the source said, in a page rather than by its status, that nothing changed. */
        default boolean unchanged() {
            return false;
        }

        /** What the source is recognised by, where a page says so; empty: its ETag. */
        default String validator() {
            return "";
        }
    }

    /**
     * What a walk gave.
     *
     * @param dropped how many rows were left out, by reason
     * @param notes rows worth showing, each with what is wrong; bounded
     */
    record FeedLoad(PriceLoad load, SortedMap<String, Integer> dropped, List<String> notes) {}
}
