package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with kubectl, done with kubectl. */
class KubectlIT {
    private static Optional<Path> kubectl = Optional.empty();

    @TempDir
    Path folder;

    @BeforeAll
    static void findKubectl() {
        kubectl = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
        if (!"all".equals(System.getenv("FLEET_REQUIRE"))) {
            assumeTrue(kubectl.isPresent(), "kubectl is not on the PATH");
        }
        assertThat(kubectl).as("FLEET_REQUIRE=all wants kubectl on the PATH").isPresent();
    }

    @Test
    void applyWaitScaleRollAndDelete() throws Exception {
        Path manifest = Files.writeString(folder.resolve("d.json"), MiniCluster.deployment("chat", 2, 1));
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder.resolve("c"))) {
            assertThat(run(cluster, "get", "nodes", "-o", "wide")).contains("Ready", "INTERNAL-IP", "simulated://1.0");
            assertThat(run(cluster, "apply", "-f", manifest.toString())).contains("deployment.apps/chat created");
            assertThat(run(cluster, "wait", "--for=condition=Available", "deployment/chat", "--timeout=30s"))
                    .contains("condition met");
            assertThat(run(cluster, "get", "deployment", "chat")).contains("2/2", "UP-TO-DATE", "AVAILABLE");
            assertThat(run(cluster, "get", "pods")).contains("1/1", "Running", "RESTARTS");
            run(cluster, "scale", "deployment/chat", "--replicas=3");
            run(cluster, "set", "image", "deployment/chat", "engine=vllm:2");
            assertThat(run(cluster, "rollout", "status", "deployment/chat", "--timeout=30s"))
                    .contains("successfully rolled out");
            assertThat(run(cluster, "get", "deployment", "chat", "-o", "jsonpath={.status.readyReplicas}"))
                    .isEqualTo("3");
            assertThat(run(cluster, "logs", "deployment/chat")).contains("vllm:2");
            assertThat(run(cluster, "apply", "--server-side", "--force-conflicts", "-f", manifest.toString()))
                    .contains("serverside-applied");
            assertThat(run(cluster, "auth", "can-i", "create", "pods")).contains("yes");
            assertThat(run(cluster, "delete", "deployment", "chat", "--timeout=30s"))
                    .contains("deleted");
        }
    }

    @Test
    void brokenManifestIsRefusedWithTheFieldsPath() throws Exception {
        Path manifest = Files.writeString(
                folder.resolve("d.json"), MiniCluster.deployment("chat", 2, 1).replace("\"image\": \"vllm:1\",", ""));
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder.resolve("c"))) {
            assertThat(run(cluster, 1, "apply", "-f", manifest.toString()))
                    .contains("spec.template.spec.containers[0].image: Required value");
        }
    }

    private String run(SimulatedCluster cluster, String... arguments) throws IOException, InterruptedException {
        return run(cluster, 0, arguments);
    }

    private String run(SimulatedCluster cluster, int expected, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                kubectl.orElseThrow().toString(),
                "--kubeconfig",
                cluster.kubeconfig().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(expected);
        return output;
    }
}
