package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.process.ProcessRecord;
import dev.windrose.local.process.Records;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Ports;
import dev.windrose.local.up.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A fleet in a temporary folder, driven by its commands as a person would. */
final class TestFleet {
    private final Path folder;
    private final FleetPaths paths;
    private final int port = Ports.free();
    private final Map<String, String> settings;

    TestFleet() throws IOException {
        this(Map.of());
    }

    /** With settings of its processes, as environment variables. */
    TestFleet(Map<String, String> settings) throws IOException {
        this.settings = settings;
        folder = Files.createTempDirectory("windrose-fleet-");
        paths = new FleetPaths(Checkout.root(), folder.resolve("state"));
    }

    FleetPaths paths() {
        return paths;
    }

    int port() {
        return port;
    }

    /** {@code ./fleet …} with the script's own work done. */
    Finished run(String... arguments) throws IOException, InterruptedException {
        return Finished.of(command(arguments));
    }

    /** The same, left running. */
    Process start(String... arguments) throws IOException {
        return command(arguments)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(arguments[0] + ".out").toFile())
                .start();
    }

    private ProcessBuilder command(String... arguments) throws IOException {
        var words = new ArrayList<>(List.of(
                Programs.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dwindrose.root=" + paths.root(),
                "-cp",
                Checkout.commands(),
                "dev.windrose.local.Main"));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words);
        builder.environment().put("FLEET_STATE", paths.state().toString());
        builder.environment().putAll(settings);
        return builder;
    }

    /** Brings it up on a free port; fails with all that was said. */
    Finished up(String... options) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("up", "--detach", "--port", Integer.toString(port)));
        words.addAll(List.of(options));
        Finished result = run(words.toArray(String[]::new));
        assertThat(result.exit()).as(result.output()).isZero();
        return result;
    }

    Finished kubectl(String... arguments) throws IOException, InterruptedException {
        return kubectl(paths.kubeconfig(), arguments);
    }

    Finished kubectl(Path kubeconfig, String... arguments) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(
                "kubectl",
                "--kubeconfig",
                kubeconfig.toString(),
                "--cache-dir",
                folder.resolve("kubectl").toString()));
        words.addAll(List.of(arguments));
        return Finished.of(new ProcessBuilder(words));
    }

    KubeClient hub() throws IOException {
        return KubeClient.of(Kubeconfig.read(paths.kubeconfig()));
    }

    KubeClient member(String cluster) throws IOException {
        return KubeClient.of(Kubeconfig.read(paths.memberKubeconfig(cluster)));
    }

    List<ProcessRecord> processes() throws IOException {
        return new Records(paths.run()).all();
    }

    /** Pids of everything whose command line or environment names this fleet's folder. */
    List<Long> pidsOfThisFleet() throws IOException {
        var pids = new ArrayList<Long>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : entries.filter(p -> p.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    String command =
                            Files.readString(entry.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1);
                    if (command.contains(folder.toString())) {
                        pids.add(Long.valueOf(entry.getFileName().toString()));
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return pids;
    }

    /** Stops it and removes its folder. */
    void end() throws IOException, InterruptedException {
        Finished down = run("down");
        assertThat(down.exit()).as(down.output()).isZero();
        remove(folder);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
