package dev.windrose.local.process;

import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps one process running: adopts the one that is there, starts one otherwise, and starts it again whenever it ends,
 * after a pause that doubles from 0.2 s to 30 s and falls back once a run has lasted a minute.
 *
 * <p>Until it was ready for the first time an end is a failure to start and is told, not repaired: something is wrong
 * that a new start will not mend.
 */
public final class Keeper {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration ADOPTED_ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long POLL_MILLIS = 50;

    /** How to start it; asked anew at each start. */
    public interface Recipe {
        LaunchSpec spec() throws IOException, InterruptedException;
    }

    /** Whether it does its work. */
    public interface Probe {
        boolean answers() throws InterruptedException;
    }

    private final String who;
    private final Recipe recipe;
    private final Probe probe;
    private final Crew crew;
    private volatile Optional<ProcessRecord> current = Optional.empty();
    private volatile long logFrom;

    /** What all keepers of a supervisor share. */
    public static final class Crew {
        private final Records records;
        private final Launcher launcher;
        private final Consumer<String> log;
        private final CountDownLatch stopping = new CountDownLatch(1);

        public Crew(Records records, Consumer<String> log) {
            this.records = records;
            this.launcher = new Launcher(records);
            this.log = log;
        }

        /** From here on nothing is started any more; what is being started is written down when this returns. */
        public synchronized void stop() {
            stopping.countDown();
        }

        public boolean isStopping() {
            return stopping.getCount() == 0;
        }

        /** Waits, but not past the stop; false when stopped. */
        public boolean pause(Duration time) throws InterruptedException {
            return !stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }

        private synchronized ProcessRecord start(LaunchSpec spec) throws IOException {
            if (isStopping()) {
                throw new FleetException("The fleet is being stopped.");
            }
            return launcher.start(spec);
        }
    }

    public Keeper(String who, Recipe recipe, Probe probe, Crew crew) {
        this.who = who;
        this.recipe = recipe;
        this.probe = probe;
        this.crew = crew;
    }

    /** Adopts or starts it. True when it was adopted. */
    public boolean begin() throws IOException, InterruptedException {
        var survivor = crew.records.alive(who);
        LaunchSpec spec = recipe.spec();
        if (survivor.isPresent()) {
            if (survivor.get().fingerprint().equals(spec.fingerprint()) && answersWithin(ADOPTED_ANSWERS_WITHIN)) {
                current = survivor;
                return true;
            }
            new Stopper(crew.records).stop(who);
        }
        launch(spec);
        return false;
    }

    /**
     * Waits until it answers.
     *
     * @throws FleetException when it ends before, or does not answer in time; says the last words of its log
     */
    public void awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!probe.answers()) {
            if (current.isPresent() && !current.get().isAlive()) {
                throw new FleetException("%s ended before it was ready: %s".formatted(who, lastWords()));
            }
            if (System.nanoTime() > deadline) {
                throw new FleetException(
                        "%s was not ready within %d s: %s".formatted(who, limit.toSeconds(), lastWords()));
            }
            if (!crew.pause(Duration.ofMillis(POLL_MILLIS))) {
                throw new FleetException("The fleet is being stopped.");
            }
        }
    }

    /** Watches over it in a thread of its own until the crew stops. */
    public void keep() {
        Thread.ofVirtual().name("keeper-" + who).start(() -> {
            try {
                watch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void watch() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!crew.isStopping()) {
            long since = System.nanoTime();
            awaitEnd();
            if (crew.isStopping()) {
                return;
            }
            if (System.nanoTime() - since > STEADY.toNanos()) {
                pause = FIRST_PAUSE;
            }
            crew.log.accept("%s has ended, starts again in %.1f s".formatted(who, pause.toMillis() / 1e3));
            if (!crew.pause(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            try {
                launch(recipe.spec());
            } catch (IOException | FleetException e) {
                current = Optional.empty();
                crew.log.accept("%s does not start: %s".formatted(who, e.getMessage()));
            }
        }
    }

    private void launch(LaunchSpec spec) throws IOException {
        logFrom = Files.exists(spec.log()) ? Files.size(spec.log()) : 0;
        current = Optional.of(crew.start(spec));
    }

    private void awaitEnd() throws InterruptedException {
        var process = current;
        while (process.isPresent() && !crew.isStopping() && !process.get().awaitEnd(LOOK)) {
            // a look each second also finds the end of one that is not our child
        }
    }

    private boolean answersWithin(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (probe.answers()) {
                return true;
            }
            crew.pause(Duration.ofMillis(POLL_MILLIS));
        }
        return false;
    }

    /** The line of its log that most likely says why, and where the rest is. */
    private String lastWords() {
        Path log = crew.records.folder().resolveSibling("logs").resolve(who + ".log");
        return LastWords.of(log, logFrom).map(words -> words + " ").orElse("") + "(" + log + ")";
    }
}
