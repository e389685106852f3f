package dev.windrose.local.cli;

import dev.windrose.local.bench.Bench;
import dev.windrose.local.bench.Benches;
import dev.windrose.local.bench.MachineFacts;
import dev.windrose.local.bench.Report;
import dev.windrose.local.bench.Row;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Measures, and says of each figure whether it is within its budget. Exit code 1 when one is not. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure, and compare with the budgets. Exit code 1 when one is not met.")
final class BenchCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which bench; without a name: list them.")
    @Nullable
    private String name;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the rows there as a JSON array as well.")
    @Nullable
    private Path json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:WINDROSE_DATA}",
            description = "A folder with recorded data, for benches that replay some; default WINDROSE_DATA.")
    @Nullable
    private Path data;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (name == null) {
            System.out.println(Benches.about());
            return 0;
        }
        if (data != null && !Files.isDirectory(data)) {
            throw new FleetException("--data: %s is no folder.".formatted(data));
        }
        Bench bench = Benches.named(name);
        FleetPaths paths = fleet.paths();
        paths.create();
        var own = new FleetPaths(paths.root(), paths.state().resolve("bench-" + bench.name()));
        System.out.println(MachineFacts.of(paths.state()));
        List<Row> rows = bench.run(new Bench.Ground(own, Optional.ofNullable(data), System.out));
        System.out.println("\n" + Report.table(rows));
        if (json != null) {
            Report.write(rows, json);
        }
        return rows.stream().allMatch(Row::met) ? 0 : FleetCommand.PROBLEM;
    }
}
