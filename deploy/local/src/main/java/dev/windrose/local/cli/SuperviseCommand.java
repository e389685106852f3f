package dev.windrose.local.cli;

import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.up.Progress;
import dev.windrose.local.up.Supervisor;
import java.io.IOException;
import java.util.concurrent.Callable;
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

    @Override
    public Integer call() throws IOException, InterruptedException {
        var options = new Options(clusters, prices, fleetFile, !noDemo);
        new Supervisor(fleet.paths(), options, new Progress(System.out)).run();
        return 0;
    }
}
