package dev.windrose.simulator;

import dev.windrose.simulator.cluster.Options;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.data.Pace;
import dev.windrose.simulator.fleet.FleetFile;
import dev.windrose.simulator.fleet.FleetFileException;
import dev.windrose.simulator.fleet.FleetSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The simulator's command line. Ends with 1 when it cannot start, with 2 when it was called wrongly. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        version = "windrose-simulator 0.1.0",
        sortOptions = false,
        description = "Plays the clusters of a fleet file: a Kubernetes API and a data path for each, on loopback.",
        footer = {
            "",
            "Five clusters need about 250 MB with: java -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar simulator.jar …"
        })
public final class SimulatorCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatorCommand.class);

    enum Timing {
        demo,
        none
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--fleet",
            required = true,
            paramLabel = "FILE",
            description = "The fleet file, such as deploy/demo/fleet.yaml.")
    @SuppressWarnings("NullAway.Init")
    private Path fleet;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "FOLDER",
            description = "Where kubeconfigs, journals and simulator.json are kept.")
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "So many clusters: the first ones of the file, then copies of them.")
    private Optional<Integer> clusters = Optional.empty();

    @Option(
            names = "--delays",
            paramLabel = "demo|none",
            description = "demo: pods are ready after about a second (default); none: at once.")
    private Timing delays = Timing.demo;

    @Option(names = "--speed", paramLabel = "X", description = "Delays pass so many times as fast (default 1).")
    private double speed = 1;

    public static void main(String[] args) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.setProperty("vertx.disableFileCPResolving", "true");
        System.setProperty("vertx.disableFileCaching", "true");
        System.exit(new CommandLine(new SimulatorCommand()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Options options = options();
        CountDownLatch end = new CountDownLatch(1);
        try {
            FleetSpec read = FleetFile.read(fleet);
            FleetSpec chosen = clusters.isPresent() ? read.withClusters(clusters.get()) : read;
            Simulator simulator = Simulator.start(chosen, dir, options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                simulator.close();
                end.countDown();
            }));
            LOG.info(
                    "{} clusters are ready, pid={}",
                    simulator.clusters().size(),
                    ProcessHandle.current().pid());
        } catch (FleetFileException | IOException | UncheckedIOException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("simulator: " + e.getMessage());
            return 1;
        }
        end.await();
        return 0;
    }

    private Options options() {
        try {
            Delays times = delays == Timing.none ? Delays.NONE : Delays.DEMO.faster(speed);
            return Options.demo().withDelays(times).withPace(delays == Timing.none ? Pace.INSTANT : Pace.DEMO);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
