package dev.windrose.hub.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A shell in a folder of its own, whose kubectl talks to one server. It has nothing of the surroundings but the path:
 * no proxy, no cache, no settings of whoever runs the test.
 */
final class Terminal implements AutoCloseable {
    private static final long LONGEST_STEP_SECONDS = 120;

    private final Path home;
    private final Redaction redaction;

    /**
     * @param files is copied, so that commands can name what is in it
     * @param server the address in the kubeconfig
     * @param kubeconfig text of it
     */
    Terminal(Path files, String server, String kubeconfig) {
        try {
            this.home = Files.createTempDirectory("windrose-terminal-");
            this.redaction = new Redaction(server);
            Files.writeString(home.resolve("kubeconfig"), kubeconfig);
            copy(files, home);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for a terminal", e);
        }
    }

    /** Why there is no kubectl here, in one line; empty when there is one. */
    static Optional<String> unavailable() {
        try {
            var process = new ProcessBuilder("kubectl", "version", "--client")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 ? Optional.empty() : Optional.of("skipped: kubectl version --client fails");
        } catch (IOException _) {
            return Optional.of("skipped: kubectl is not on the PATH");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kubectl was looked for", e);
        }
    }

    /** Runs a step to its end. */
    Answer run(String script) {
        try {
            Path out = home.resolve(".out");
            Path err = home.resolve(".err");
            var builder = new ProcessBuilder("sh", "-c", ". ./prelude.sh\n" + script)
                    .directory(home.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            String path = System.getenv("PATH");
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of(
                            "PATH",
                            path == null ? "/usr/bin:/bin" : path,
                            "HOME",
                            home.toString(),
                            "KUBECONFIG",
                            home.resolve("kubeconfig").toString(),
                            "TMPDIR",
                            home.toString(),
                            "TZ",
                            "UTC",
                            "LC_ALL",
                            "C"));
            Process process = builder.start();
            if (!process.waitFor(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("did not end within %d s: %s. It said: %s %s"
                        .formatted(LONGEST_STEP_SECONDS, script, read(out), read(err)));
            }
            return Answer.of(read(out), read(err), process.exitValue(), redaction);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + script, e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + home, e);
        }
    }
}
