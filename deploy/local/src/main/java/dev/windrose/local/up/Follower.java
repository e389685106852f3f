package dev.windrose.local.up;

import dev.windrose.local.process.ProcessRecord;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState;
import dev.windrose.local.state.FleetState.Phase;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Shows a supervisor's output as it comes. */
final class Follower {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LAST_WORDS_WITHIN = Duration.ofSeconds(60);

    private final FleetPaths paths;
    private final PrintStream out;

    Follower(FleetPaths paths, PrintStream out) {
        this.paths = paths;
        this.out = out;
    }

    /** Returns when the fleet is ready, or when its supervisor has ended. */
    FleetState untilDecided(Path log, long from, ProcessRecord supervisor) throws IOException, InterruptedException {
        long at = from;
        while (true) {
            boolean ended = supervisor.awaitEnd(LOOK);
            FleetState state = FleetState.read(paths).orElseThrow();
            boolean ready = state.phase() == Phase.READY;
            if (state.phase() == Phase.FAILED && !ended) { // it stops what it started first
                ended = supervisor.awaitEnd(LAST_WORDS_WITHIN);
            }
            at = show(log, at, state);
            if (ready || ended) {
                return state;
            }
        }
    }

    /** Prints what was added since; returns the new end. */
    private long show(Path log, long from, FleetState state) throws IOException {
        if (!Files.exists(log)) {
            return from;
        }
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (state.phase() == Phase.FAILED) { // the reason comes as this command's own error
                text = text.lines().filter(line -> !line.startsWith("fleet: ")).reduce("", (a, b) -> a + b + "\n");
            }
            out.print(text);
            out.flush();
            return from + bytes.length;
        }
    }
}
