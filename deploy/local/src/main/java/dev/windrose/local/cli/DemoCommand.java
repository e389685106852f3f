package dev.windrose.local.cli;

import dev.windrose.local.demo.Scenario;
import dev.windrose.local.demo.Scenarios;
import dev.windrose.local.process.Records;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.up.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Plays a scenario in the running fleet. Exit code 0 only if its outcome was reached. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Play a scenario in the running fleet and judge its outcome. Exit code 0 only if it was reached.")
final class DemoCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which scenario; without a name: list them.")
    @Nullable
    private String name;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (name == null) {
            System.out.println(Scenarios.about());
            return 0;
        }
        Scenario scenario = Scenarios.named(name);
        FleetPaths paths = fleet.paths();
        if (new Records(paths.run()).alive("supervisor").isEmpty()) {
            throw new FleetException("No fleet runs in %s. Start it: ./fleet up --detach".formatted(paths.state()));
        }
        var progress = new Progress(System.out);
        List<String> faults = scenario.play(paths, progress);
        faults.forEach(fault -> progress.step("NOT REACHED: " + fault));
        if (faults.isEmpty()) {
            progress.step("outcome reached");
        }
        return faults.isEmpty() ? 0 : FleetCommand.PROBLEM;
    }
}
