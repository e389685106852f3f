package dev.windrose.local.up;

import dev.windrose.local.process.LaunchSpec;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the Java processes of the fleet are started: jars, flags, environment. */
public final class Programs {
    /**
     * Small and quick to start rather than fast at its peak: a fleet on one machine is many processes on few cores. Arenas
     * are limited because glibc would keep one per core and thread group, which costs each process tens of megabytes.
     *
     * <p>Code is compiled after a tenth of the usual number of calls: the first compiler is cheap, and what a fleet does in
     * its first minute is otherwise interpreted for a good part. It inlines deeper than usual, for nothing optimises its code
     * later: a sixth less work for JSON, streams and records. Large pages, where the system gives them to whoever asks,
     * spare the processor a fifth of its work on a virtual machine. Metadata and code may grow to what these programs need
     * before a collection of the whole heap is made for their sake.
     */
    private static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.1",
            "-XX:C1MaxInlineLevel=15",
            "-XX:C1MaxInlineSize=100",
            "-XX:C1InlineStackLimit=20",
            "-XX:ReservedCodeCacheSize=96m",
            "-XX:MetaspaceSize=128m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseTransparentHugePages",
            "-Xss512k",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError");

    /** The heap grows as the fleet does; with 200 MB a hub ended out of memory at about 6,000 workloads. */
    private static final List<String> HUB = List.of("-Xms96m", "-Xmn40m", "-Xmx448m");

    private static final List<String> SIMULATOR = List.of("-Xms192m", "-Xmn40m", "-Xmx256m");
    private static final List<String> AGENT = List.of("-Xms16m", "-Xmx64m");
    private static final String ARENAS = "MALLOC_ARENA_MAX";

    private final FleetPaths paths;

    public Programs(FleetPaths paths) {
        this.paths = paths;
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    LaunchSpec hub(Settings settings, String databaseUrl, String databaseUser, Options options) throws IOException {
        return hub("hub", settings, databaseUrl, databaseUser, options);
    }

    /** @param who one of several hubs that share keys and database */
    LaunchSpec hub(String who, Settings settings, String databaseUrl, String databaseUser, Options options)
            throws IOException {
        Path jar = quarkus("hub/server");
        var environment = environment(jar);
        environment.put("WINDROSE_HUB_PORT", Integer.toString(settings.hubPort()));
        environment.put("WINDROSE_HUB_MQTT_PORT", Integer.toString(settings.mqttPort()));
        environment.put("WINDROSE_HUB_DATA_DIR", paths.hub().toString());
        environment.put("WINDROSE_HUB_DB_URL", databaseUrl);
        environment.put("WINDROSE_HUB_DB_USER", databaseUser);
        environment.put("WINDROSE_HUB_DB_PASSWORD", settings.databasePassword());
        if (options.prices() != null) {
            environment.put("WINDROSE_HUB_PRICES_FILE", options.prices());
        }
        return new LaunchSpec(who, command(HUB, jar, List.of()), environment, paths.log(who));
    }

    LaunchSpec simulator(Options options) throws IOException {
        Path jar = simulatorJar();
        var arguments = new ArrayList<>(List.of(
                "--fleet",
                fleetFile(options).toString(),
                "--dir",
                paths.simulator().toString()));
        if (options.clusters() != null) {
            arguments.addAll(List.of("--clusters", options.clusters().toString()));
        }
        return new LaunchSpec(
                "simulator", command(SIMULATOR, jar, arguments), environment(jar), paths.log("simulator"));
    }

    /** @param secrets the join token, or nothing when the member holds an identity */
    public LaunchSpec agent(String who, String hubUrl, Path kubeconfig, int port, Map<String, String> secrets)
            throws IOException {
        Path jar = quarkus("member-agent/agent");
        var environment = environment(jar);
        environment.put("WINDROSE_AGENT_HUB", hubUrl);
        environment.put("WINDROSE_AGENT_KUBECONFIG", kubeconfig.toString());
        environment.put("WINDROSE_AGENT_PORT", Integer.toString(port));
        return new LaunchSpec(who, agentCommand(jar), environment, secrets, paths.log(who));
    }

    private List<String> agentCommand(Path jar) throws IOException {
        Path options = paths.root().resolve("member-agent/agent/jvm.options");
        if (!Files.exists(options)) {
            return command(AGENT, jar, List.of());
        }
        return List.of(java(), "@" + options, "-jar", jar.toString());
    }

    /** The clusters to simulate. */
    public Path fleetFile(Options options) {
        return options.fleet() == null
                ? paths.root().resolve("deploy/demo/fleet.yaml")
                : Path.of(options.fleet()).toAbsolutePath();
    }

    private static List<String> command(List<String> flags, Path jar, List<String> arguments) {
        var words = new ArrayList<String>();
        words.add(java());
        words.addAll(SMALL);
        words.addAll(flags);
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("-jar");
        words.add(jar.toString());
        words.addAll(arguments);
        return words;
    }

    /** Names the build as well: a survivor that runs an older jar is not adopted. */
    private static Map<String, String> environment(Path jar) throws IOException {
        var environment = new LinkedHashMap<String, String>();
        environment.put(ARENAS, "2");
        environment.put("WINDROSE_BUILD", Files.getLastModifiedTime(jar).toString());
        return environment;
    }

    private Path quarkus(String module) {
        return built(paths.root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    private Path simulatorJar() throws IOException {
        Path folder = paths.root().resolve("deploy/simulator/target/simulator-app");
        if (!Files.isDirectory(folder)) {
            return built(folder.resolve("simulator.jar"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseGet(() -> built(folder.resolve("simulator.jar")));
        }
    }

    private static Path built(Path jar) {
        if (!Files.exists(jar)) {
            throw new FleetException("%s is not built. Run ./fleet, which builds what is missing.".formatted(jar));
        }
        return jar;
    }
}
