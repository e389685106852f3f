package dev.windrose.agent.state;

import dev.windrose.agent.Timer;
import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.apply.Journal;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.SectionName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes ledgers behind the work: many changes become one write, at most one per section at a time and, unless somebody
 * waits for it, a moment after the first change.
 *
 * <p>The ledger is written <em>after</em> objects are applied, not before: a write more on the way would cost every change
 * its latency, and what a crash in between loses is safe to lose. The objects carry the generation that changed them, so an
 * older ledger neither overwrites nor prunes them; the hub sees the older generation in the agent's hello and sends the
 * difference; applying it again writes nothing. Deletions leave no such mark, hence they alone wait for
 * {@link #ensureDurable}.
 */
public final class LedgerJournal implements Journal {
    private static final Logger LOG = Logger.getLogger(LedgerJournal.class);
    static final Duration QUIET = Duration.ofMillis(250);
    static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int REST = 10;

    /** Where ledgers go: {@link LedgerStore#save}, or a test's. */
    public interface Sink {
        Optional<String> save(SectionLedger ledger);
    }

    private final DesiredState desired;
    private final Sink sink;
    private final Timer timer;
    private final Map<SectionName, Writes> sections = new HashMap<>();

    public LedgerJournal(DesiredState desired, Sink sink, Timer timer) {
        this.desired = desired;
        this.sink = sink;
        this.timer = timer;
    }

    /** What a section has under way; guarded by the journal's monitor, which is never held during a write. */
    private static final class Writes {
        boolean scheduled;
        boolean writing;
        Duration lastTook = Duration.ZERO;

        /** As it was last written. */
        @Nullable
        SectionLedger durable;

        @Nullable
        CompletableFuture<Optional<String>> next;
    }

    @Override
    public void changed(SectionName section) {
        schedule(section, pause(section));
    }

    /** A large ledger takes long to write: ten times as long it then waits for what else changes, up to five seconds. */
    private synchronized Duration pause(SectionName section) {
        Duration pause = writes(section).lastTook.multipliedBy(REST);
        return pause.compareTo(QUIET) < 0 ? QUIET : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    private void schedule(SectionName section, Duration delay) {
        synchronized (this) {
            Writes writes = writes(section);
            if (writes.scheduled) {
                return;
            }
            writes.scheduled = true;
        }
        timer.after(delay, () -> {
            synchronized (this) {
                writes(section).scheduled = false;
            }
            write(section).ifPresent(why -> {
                LOG.warnf("section=%s state=not-persisted reason=\"%s\"", section, why);
                schedule(section, RETRY);
            });
        });
    }

    /**
     * That a removal is over need not be durable: after a restart it is looked for once more and found to be gone. So the
     * ledger is written once for all removals of a generation, not again with each that ended.
     */
    @Override
    public Optional<String> ensureDurable(SectionName section) {
        return isRemembered(desired.ledger(section)) ? Optional.empty() : write(section);
    }

    /** Whether what is durable wants the same objects, and removes at least what this one does. */
    private synchronized boolean isRemembered(SectionLedger ledger) {
        SectionLedger durable = writes(ledger.section()).durable;
        return durable != null
                && durable.generation().equals(ledger.generation())
                && durable.objects().equals(ledger.objects())
                && durable.removals().containsAll(ledger.removals());
    }

    private Optional<String> write(SectionName section) {
        CompletableFuture<Optional<String>> mine;
        boolean writer;
        synchronized (this) {
            Writes writes = writes(section);
            if (writes.next == null) {
                writes.next = new CompletableFuture<>();
            }
            mine = writes.next;
            writer = !writes.writing;
            writes.writing = true;
        }
        if (writer) {
            drain(section);
        }
        return mine.join();
    }

    private void drain(SectionName section) {
        while (true) {
            CompletableFuture<Optional<String>> current;
            synchronized (this) {
                Writes writes = writes(section);
                current = writes.next;
                writes.next = null;
                if (current == null) {
                    writes.writing = false;
                    return;
                }
            }
            current.complete(save(section));
        }
    }

    private Optional<String> save(SectionName section) {
        long begun = System.nanoTime();
        SectionLedger ledger = desired.ledger(section);
        try {
            Optional<String> trouble = sink.save(ledger);
            if (trouble.isEmpty()) {
                synchronized (this) {
                    writes(section).durable = ledger;
                }
            }
            return trouble;
        } catch (RuntimeException e) {
            LOG.errorf(e, "section=%s state=not-persisted", section);
            return Optional.of(e.toString());
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            synchronized (this) {
                writes(section).lastTook = took;
            }
        }
    }

    private Writes writes(SectionName section) {
        return sections.computeIfAbsent(section, _ -> new Writes());
    }
}
