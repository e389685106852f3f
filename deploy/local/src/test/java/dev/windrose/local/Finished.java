package dev.windrose.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command that has ended: its exit code, and all it said on both streams. */
record Finished(int exit, String output) {
    private static final long LIMIT_MINUTES = 8;

    /** The output goes through a file: what a command leaves running in the background must not hold us up. */
    static Finished of(ProcessBuilder command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("fleet-output", ".txt");
        try {
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("%s did not end: %s".formatted(command.command(), Files.readString(output)));
            }
            return new Finished(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
