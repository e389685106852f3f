package dev.windrose.local.cli;

import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.up.Progress;
import dev.windrose.local.up.Supervisor;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The supervisor as {@code up --detach} starts it; not for people. */
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Option(names = "--clusters")
    @Nullable
    private Integer clusters;

    @Option(names = "--prices")
    @Nullable
    private String prices;

    @Option(names = "--fleet")
    @Nullable
    private String fleetFile;

    @Option(names = "--no-demo")
    private boolean noDemo;

    @Option(names = "--while", paramLabel = "PID", description = "End with this process, however that ends.")
    @Nullable
    private Long whose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (whose != null) {
            endWith(whose);
        }
        var options = new Options(clusters, prices, fleetFile, !noDemo);
        new Supervisor(fleet.paths(), options, new Progress(System.out)).run();
        return 0;
    }

    /** By the exit's hook, as if it had been told to stop. */
    private static void endWith(long pid) {
        ProcessHandle.of(pid)
                .map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .thenRun(() -> System.exit(0));
    }
}
