package dev.windrose.local.cli;

import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The end of the logs, by the system's own {@code tail}. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Show the end of the logs of one process, or of all.")
final class LogsCommand implements Callable<Integer> {
    private static final String SUFFIX = ".log";

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHO",
            description = "supervisor, postgres, hub, simulator or agent-CLUSTER; default: all.")
    @Nullable
    private String who;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines of each; default ${DEFAULT-VALUE}.")
    private int lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            words.add("-F");
        }
        words.addAll(files(fleet.paths()));
        Process tail = new ProcessBuilder(words).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(tail::destroy));
        return tail.waitFor();
    }

    private List<String> files(FleetPaths paths) throws IOException {
        if (!Files.isDirectory(paths.logs())) {
            throw new FleetException("There are no logs in %s yet. Start a fleet: ./fleet up".formatted(paths.state()));
        }
        try (Stream<Path> found = Files.list(paths.logs())) {
            var names = found.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
            if (who != null && !names.contains(who)) {
                throw new FleetException(
                        "There is no log of '%s'. There are: %s".formatted(who, String.join(", ", names)));
            }
            return names.stream()
                    .filter(name -> who == null || name.equals(who))
                    .map(name -> paths.log(name).toString())
                    .toList();
        }
    }
}
