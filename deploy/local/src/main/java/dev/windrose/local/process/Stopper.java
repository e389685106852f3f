package dev.windrose.local.process;

import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Stops recorded processes and nothing else: politely, then by force, and looks that they are gone.
 *
 * <p>Those who use others stop before these: agents, then hub and simulator, then the database.
 */
public final class Stopper {
    /** A hub with work in hand, a class archive to write and a loaded machine. */
    private static final Duration POLITE = Duration.ofSeconds(20);

    private static final Duration FORCED = Duration.ofSeconds(10);

    private final Records records;
    private final Duration polite;

    public Stopper(Records records) {
        this(records, POLITE);
    }

    Stopper(Records records, Duration polite) {
        this.records = records;
        this.polite = polite;
    }

    /** Stops every recorded process but the supervisor. Returns how many ran. */
    public int stopAll() throws IOException, InterruptedException {
        int stopped = 0;
        List<ProcessRecord> all = records.all();
        for (int layer = 0; layer <= 2; layer++) {
            int now = layer;
            stopped += stop(all.stream().filter(r -> layer(r.who()) == now).toList());
        }
        return stopped;
    }

    public void stop(String who) throws IOException, InterruptedException {
        stop(records.find(who).stream().toList());
    }

    private int stop(List<ProcessRecord> together) throws IOException, InterruptedException {
        int stopped = 0;
        for (ProcessRecord process : together) {
            if (process.isAlive()) {
                stopped++;
                ask(process);
            }
        }
        long deadline = System.nanoTime() + polite.toNanos();
        for (ProcessRecord process : together) {
            long left = Math.max(1, deadline - System.nanoTime());
            if (!process.awaitEnd(Duration.ofNanos(left))) {
                process.find().ifPresent(ProcessHandle::destroyForcibly);
                if (!process.awaitEnd(FORCED)) {
                    throw new FleetException("%s (pid %d) does not end, not even by force. Maybe it waits for a disk."
                            .formatted(process.who(), process.pid()));
                }
            }
            records.forget(process.who());
        }
        return stopped;
    }

    private static void ask(ProcessRecord process) throws IOException, InterruptedException {
        if (process.who().equals("postgres")) {
            // SIGINT is PostgreSQL's fast shutdown; at SIGTERM it would wait for its clients.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } else {
            process.find().ifPresent(ProcessHandle::destroy);
        }
    }

    private static int layer(String who) {
        return switch (who) {
            case "supervisor" -> -1;
            case "postgres" -> 2;
            case "hub", "simulator" -> 1;
            default -> 0;
        };
    }
}
