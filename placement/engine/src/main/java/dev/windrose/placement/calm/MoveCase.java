package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A move that is asked about.
 *
 * @param workload whose replicas would move
 * @param now the time
 * @param since when they came where they are
 * @param expectedLife how long they are expected to be needed; empty: nobody knows
 * @param here what they cost an hour where they are, millionths of a dollar; empty: unknown, or sources disagree
 * @param there what they would cost at the best other place; of its last two prices the dearer, so that a price that was
 *     seen once moves nothing; empty: unknown, or sources disagree
 * @param regret as of the last look; empty: there was none
 * @param ledger the latest moves of the fleet
 * @param emergency they cannot stay, whatever it costs
 * @param once of {@code there}, what is paid at one of both places however long both are kept, as for carrying answers:
 *     moving costs nothing of it
 */
public record MoveCase(
        String workload,
        Instant now,
        Instant since,
        Optional<Duration> expectedLife,
        OptionalLong here,
        OptionalLong there,
        Optional<Regret> regret,
        MoveLedger ledger,
        boolean emergency,
        long once) {
    public MoveCase {
        if (here.orElse(0) < 0 || there.orElse(0) < 0) {
            throw new IllegalArgumentException("A price (%s, %s) must not be negative.".formatted(here, there));
        }
    }

    /** All of the price is paid twice while it moves. */
    public MoveCase(
            String workload,
            Instant now,
            Instant since,
            Optional<Duration> expectedLife,
            OptionalLong here,
            OptionalLong there,
            Optional<Regret> regret,
            MoveLedger ledger,
            boolean emergency) {
        this(workload, now, since, expectedLife, here, there, regret, ledger, emergency, 0);
    }

    /** The same at these prices. */
    public MoveCase with(OptionalLong otherHere, OptionalLong otherThere, long ofItOnce) {
        return new MoveCase(
                workload, now, since, expectedLife, otherHere, otherThere, regret, ledger, emergency, ofItOnce);
    }

    /** What an hour at the other place costs beside this one; only where that price is known. */
    long twice() {
        return there.orElseThrow() - once;
    }

    /** Both prices are known. */
    boolean priced() {
        return here.isPresent() && there.isPresent();
    }

    /** What an hour at the other place saves; only where both prices are known. */
    long saving() {
        return here.orElseThrow() - there.orElseThrow();
    }
}
