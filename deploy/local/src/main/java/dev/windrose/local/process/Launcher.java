package dev.windrose.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts processes in a session of their own, so that neither the end of their parent nor a Ctrl-C in its terminal
 * reaches them, and writes them down.
 */
public final class Launcher {
    private final Records records;

    public Launcher(Records records) {
        this.records = records;
    }

    /** @throws IOException when the program cannot be started or its record cannot be written */
    public ProcessRecord start(LaunchSpec spec) throws IOException {
        var command = new ArrayList<>(ownSession());
        command.addAll(spec.command());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(spec.secrets());
        Process process = builder.start();
        try {
            return records.enter(spec.who(), process.pid(), spec.fingerprint());
        } catch (IOException e) {
            process.destroyForcibly(); // what is not written down could never be stopped
            throw e;
        }
    }

    /** The words that put a program into a session of its own without changing its pid. */
    private static List<String> ownSession() {
        if (onPath("setsid").isPresent()) {
            return List.of("setsid");
        }
        if (onPath("perl").isPresent()) { // macOS has no setsid(1)
            return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die qq($ARGV[0]: $!\\n)", "--");
        }
        return List.of();
    }

    public static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return List.of(path.split(java.io.File.pathSeparator, -1)).stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
