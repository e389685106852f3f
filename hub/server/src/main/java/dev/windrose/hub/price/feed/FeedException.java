package dev.windrose.hub.price.feed;

import java.io.IOException;
import java.time.Duration;

/** Why a feed could not be read, and how to mend it. The message never holds a key or a request's query. */
public final class FeedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What to do about it. */
    public enum Kind {
        /** The host asks for patience: the same page again, later. */
        THROTTLED(true),
        /** The host does not answer, or with a fault of its own: the same page again, later. */
        UNAVAILABLE(true),
        /** The page ended too early: the same page again. */
        TRUNCATED(true),
        /** The host refuses: nothing helps but to mend key, region or address. */
        REFUSED(false),
        /** The page is not what it should be. */
        MALFORMED(false),
        /** Pages lead in a circle, or there are far too many. */
        ENDLESS(false),
        TOO_LARGE(false),
        /** The address is not on the list of allowed hosts. */
        NOT_ALLOWED(false),
        /** Amounts are not in US dollars. */
        CURRENCY(false),
        /** The key is not where the source says. */
        NO_KEY(false);

        private final boolean resumes;

        Kind(boolean resumes) {
            this.resumes = resumes;
        }

        /** Whether the walk goes on later with the page that failed. */
        public boolean resumes() {
            return resumes;
        }
    }

    private final Kind kind;
    private final Duration retryAfter;

    FeedException(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    FeedException(Kind kind, String message, Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** What the host asked for; zero when it said nothing. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
