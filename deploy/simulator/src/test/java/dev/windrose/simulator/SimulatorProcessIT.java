package dev.windrose.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, killed and started again. */
class SimulatorProcessIT {
    private static final Path JAR = Path.of("target", "simulator-app", "simulator.jar");
    private static final int ENOUGH = 100;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void killedWhileWritesRunItLosesNoneThatItAcknowledged() throws Exception {
        Process first = start("--clusters", "1", "--delays", "none");
        JsonNode described = ready(first);
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        try (KubernetesClient client = client(described)) {
            Thread writer = Thread.ofVirtual().start(() -> write(client, acknowledged));
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> acknowledged.size() > ENOUGH);
            first.destroyForcibly().waitFor();
            writer.join();
        }

        JsonNode again = ready(start("--clusters", "1", "--delays", "none"));
        assertThat(again.path("clusters")).isEqualTo(described.path("clusters"));
        try (KubernetesClient client = client(again)) {
            Map<String, String> found = client.configMaps().inNamespace("default").list().getItems().stream()
                    .filter(m -> m.getMetadata().getName().startsWith("w-"))
                    .collect(Collectors.toMap(m -> m.getMetadata().getName(), SimulatorProcessIT::identity));
            assertThat(found).containsAllEntriesOf(acknowledged);
            // At most the one write whose answer the kill cut off.
            assertThat(found).hasSizeLessThanOrEqualTo(acknowledged.size() + 1);
        }
    }

    @Test
    void secondSimulatorInTheSameFolderSaysSoAndEnds() throws Exception {
        ready(start("--clusters", "1"));
        Process second = start("--clusters", "1");

        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log(second))).contains("Another simulator runs in");
    }

    @Test
    void badFleetFileIsOneLineAndLeavesNothingRunning() throws Exception {
        Path fleet = Files.writeString(folder.resolve("bad.yaml"), "clusters:\n  - {name: x}\n");
        Process process = start("--fleet", fleet.toString());

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log(process))).contains("bad.yaml:2: clusters[0].cloud is missing; add it");
    }

    private static void write(KubernetesClient client, Map<String, String> acknowledged) {
        for (int i = 0; ; i++) {
            try {
                ConfigMap made = client.resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("w-" + i)
                                .withNamespace("default")
                                .endMetadata()
                                .build())
                        .create();
                acknowledged.put(made.getMetadata().getName(), identity(made));
            } catch (KubernetesClientException e) {
                return;
            }
        }
    }

    private static String identity(ConfigMap map) {
        return map.getMetadata().getUid() + "@" + map.getMetadata().getResourceVersion();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        List<String> given = List.of(arguments);
        if (!given.contains("--fleet")) {
            command.addAll(
                    List.of("--fleet", Path.of("..", "demo", "fleet.yaml").toString()));
        }
        command.addAll(given);
        command.addAll(List.of("--dir", folder.resolve("run").toString()));
        Path log = folder.resolve("log-" + processes.size());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Path log(Process process) {
        return folder.resolve("log-" + processes.indexOf(process));
    }

    private JsonNode ready(Process process) {
        Path summary = folder.resolve("run").resolve("simulator.json");
        return Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(
                        () -> {
                            assertThat(process.isAlive())
                                    .as(Files.readString(log(process)))
                                    .isTrue();
                            return Files.exists(summary) ? Json.parse(Files.readString(summary)) : Json.object();
                        },
                        found -> found.path("pid").asLong() == process.pid());
    }

    private static KubernetesClient client(JsonNode described) throws IOException {
        Path kubeconfig =
                Path.of(described.path("clusters").path(0).path("kubeconfig").asText());
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
