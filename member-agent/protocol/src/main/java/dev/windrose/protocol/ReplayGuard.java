package dev.windrose.protocol;

/**
 * Lets each message of one sender on one channel through once, and never an older one: the pair (incarnation, sequence)
 * must rise. Gaps are fine, they are losses and the protocol repeats what matters. A message that was overtaken counts
 * as lost too: a report handled late would put an older truth over a newer one.
 *
 * <p>Not safe for use by several threads.
 */
public final class ReplayGuard {

    /** What to do with a message. */
    public sealed interface Verdict {
        /** New; {@code skipped} messages before it never arrived. */
        record Fresh(long skipped) implements Verdict {}

        /** Seen already, or overtaken by a newer one. */
        record Replayed(long sequence, long newest) implements Verdict {}

        /** From a run of the sender that has ended. */
        record OlderRun(Incarnation offered, Incarnation newest) implements Verdict {}
    }

    private final boolean enforced;
    private Incarnation incarnation;
    private long sequence;

    /** A guard that refuses runs before {@code oldest}; use {@link Incarnation#NONE} when nothing is known. */
    public ReplayGuard(Incarnation oldest) {
        this(oldest, true);
    }

    ReplayGuard(Incarnation oldest, boolean enforced) {
        this.incarnation = oldest;
        this.enforced = enforced;
    }

    /** Judges a message whose signature was found good, and remembers it if it is fresh. Sequences start at 1. */
    public Verdict judge(Incarnation offered, long offeredSequence) {
        int order = offered.compareTo(incarnation);
        if (order < 0 && enforced) {
            return new Verdict.OlderRun(offered, incarnation);
        }
        if (order == 0 && offeredSequence <= sequence && enforced) {
            return new Verdict.Replayed(offeredSequence, sequence);
        }
        long skipped = order == 0 ? offeredSequence - sequence - 1 : Math.max(0, offeredSequence - 1);
        incarnation = offered;
        sequence = offeredSequence;
        return new Verdict.Fresh(skipped);
    }

    /** The newest run of the sender that was heard. */
    public Incarnation incarnation() {
        return incarnation;
    }
}
