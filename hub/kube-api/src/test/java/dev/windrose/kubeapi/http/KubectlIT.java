package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real kubectl against a real server: what people will type. */
class KubectlIT {
    private static final String WIDGET = """
            apiVersion: demo.windrose.dev/v1
            kind: Widget
            metadata: {name: one}
            spec: {size: 3, parts: [{name: a, weight: 1}]}
            """;

    @TempDir
    private Path folder;

    private DemoServer server;

    private record Ran(int code, String out, String err) {
        Ran ok() {
            assertThat(code).as("stdout: %s\nstderr: %s", out, err).isZero();
            return this;
        }

        String all() {
            return out + err;
        }
    }

    @BeforeAll
    static void needsKubectl() throws Exception {
        boolean found;
        try {
            found = new ProcessBuilder("kubectl", "version", "--client")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            found = false;
        }
        boolean required = "all".equals(System.getenv("FLEET_REQUIRE"));
        Assumptions.assumeTrue(found || required, "kubectl is not on the PATH");
        assertThat(found).as("FLEET_REQUIRE=all needs kubectl on the PATH").isTrue();
    }

    @BeforeEach
    void start() throws IOException {
        server = new DemoServer();
        Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Ran kubectl(String input, String... arguments) {
        var command = new ArrayList<String>(List.of(
                "kubectl",
                "--kubeconfig=" + folder.resolve("kubeconfig"),
                "--cache-dir=" + folder.resolve("cache"),
                "--request-timeout=20s"));
        command.addAll(List.of(arguments));
        try {
            Path in = Files.writeString(Files.createTempFile(folder, "in", ""), input);
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("kubectl %s did not end".formatted(List.of(arguments)));
            }
            return new Ran(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void listsWhatIsServed() {
        assertThat(kubectl("", "version").ok().out()).contains("Server Version: v1.");
        assertThat(kubectl("", "api-resources").ok().out())
                .containsPattern("widgets +wi +demo.windrose.dev/v1 +true +Widget")
                .containsPattern("namespaces +ns +v1 +false +Namespace");
        assertThat(kubectl("", "get", "ns").ok().out()).containsPattern("default +Active +\\d+s");
    }

    @Test
    void appliesClientSideAndShowsTables() {
        kubectl(WIDGET, "apply", "-f", "-").ok();
        assertThat(kubectl(WIDGET, "apply", "-f", "-").ok().out()).contains("widget.demo.windrose.dev/one unchanged");
        assertThat(kubectl(WIDGET.replace("size: 3", "size: 4"), "apply", "-f", "-")
                        .ok()
                        .out())
                .contains("configured");
        assertThat(kubectl("", "get", "widgets").ok().out()).containsPattern("NAME +SIZE +READY +AGE\\s+one +4");
        assertThat(kubectl("", "get", "wi", "-o", "wide").ok().out()).containsPattern("COLOR +AGE\\s+one +4 +red");
        assertThat(kubectl("", "get", "wi", "-A").ok().out()).containsPattern("default +one");
        assertThat(kubectl("", "get", "wi", "one", "-o", "yaml").ok().out())
                .contains("color: red", "generation: 2", "size: 4");
        assertThat(kubectl("", "get", "wi", "-l", "a=b").ok().all()).contains("No resources found");
        assertThat(kubectl("", "describe", "wi", "one").ok().out()).contains("Events:");
    }

    @Test
    void appliesServerSideWithConflictsAndForce() {
        kubectl(WIDGET, "apply", "--server-side", "-f", "-").ok();
        kubectl("", "patch", "wi", "one", "--type=merge", "-p", "{\"spec\":{\"size\":5}}")
                .ok();

        Ran conflict = kubectl(WIDGET, "apply", "--server-side", "-f", "-");
        assertThat(conflict.code()).isNotZero();
        assertThat(conflict.err())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl-patch\" using demo.windrose.dev/v1:"
                        + " .spec.size");
        kubectl(WIDGET, "apply", "--server-side", "--force-conflicts", "-f", "-")
                .ok();

        assertThat(kubectl("", "get", "wi", "one", "-o", "jsonpath={.spec.size}")
                        .ok()
                        .out())
                .isEqualTo("3");
    }

    @Test
    void diffShowsWhatAnApplyWouldDoAndChangesNothing() {
        kubectl(WIDGET, "apply", "-f", "-").ok();

        Ran diff = kubectl(WIDGET.replace("size: 3", "size: 8"), "diff", "-f", "-");

        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out()).contains("-  size: 3", "+  size: 8");
        assertThat(kubectl("", "get", "wi", "one", "-o", "jsonpath={.spec.size}")
                        .ok()
                        .out())
                .isEqualTo("3");
    }

    @Test
    void labelsAnnotatesPatchesAndScales() {
        kubectl(WIDGET, "create", "-f", "-").ok();
        kubectl("", "label", "wi", "one", "team=x").ok();
        kubectl("", "annotate", "wi", "one", "note=y").ok();
        kubectl(
                        "",
                        "patch",
                        "wi",
                        "one",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"replace\",\"path\":\"/spec/size\",\"value\":6}]")
                .ok();
        kubectl("", "scale", "wi", "one", "--replicas=3").ok();
        Ran strategic = kubectl("", "patch", "wi", "one", "-p", "{\"spec\":{\"size\":4}}");

        assertThat(strategic.err()).contains("is not supported by demo.windrose.dev/v1, Kind=Widget");
        assertThat(kubectl("", "get", "wi", "-l", "team=x", "-o", "jsonpath={.items[*].spec}")
                        .ok()
                        .out())
                .contains("\"size\":6", "\"replicas\":3");
    }

    @Test
    void mergesCoreKindsStrategically() {
        kubectl("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: web}
                        spec:
                          selector: {matchLabels: {app: web}}
                          template:
                            metadata: {labels: {app: web}}
                            spec: {containers: [{name: a, image: "a:1"}, {name: b, image: "b:1"}]}
                        """, "apply", "-f", "-").ok();
        kubectl("", "set", "image", "deployment/web", "b=b:2").ok();

        assertThat(kubectl("", "get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[*].image}")
                        .ok()
                        .out())
                .isEqualTo("a:1 b:2");
        assertThat(kubectl("", "get", "all").ok().out()).contains("deployment.apps/web");
    }

    @Test
    void waitsForConditions() {
        kubectl(WIDGET, "create", "-f", "-").ok();
        String ready = "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}";
        kubectl("", "patch", "wi", "one", "--subresource=status", "--type=merge", "-p", ready)
                .ok();

        assertThat(kubectl("", "wait", "--for=condition=Ready", "wi/one", "--timeout=20s")
                        .ok()
                        .out())
                .contains("condition met");
    }

    @Test
    void tellsWhatIsWrongAsARealServerDoes() {
        String bad = WIDGET.replace("size: 3", "size: 0, color: blue, foo: 1");

        assertThat(kubectl(bad, "create", "-f", "-").err())
                .contains("strict decoding error: unknown field \"spec.foo\"");
        assertThat(kubectl(bad, "create", "--validate=ignore", "-f", "-").err())
                .contains("The Widget \"one\" is invalid", "spec.size: Invalid value: 0");
        assertThat(kubectl(WIDGET.replace("size: 3", "size: 3, foo: 1"), "create", "--validate=warn", "-f", "-")
                        .ok()
                        .err())
                .contains("Warning: unknown field \"spec.foo\"");
        assertThat(kubectl("", "get", "wi", "none").err())
                .contains("Error from server (NotFound): widgets.demo.windrose.dev \"none\" not found");
        assertThat(kubectl(WIDGET, "-n", "nowhere", "create", "-f", "-").err())
                .contains("namespaces \"nowhere\" not found");
        assertThat(kubectl(WIDGET, "create", "-f", "-").err())
                .contains("widgets.demo.windrose.dev \"one\" already exists");
    }

    @Test
    void explainsAndAnswersForRights() {
        assertThat(kubectl("", "explain", "widget.spec").ok().out())
                .contains("size\t<integer> -required-", "How large.");
        assertThat(kubectl("", "explain", "pod.spec.containers.image").ok().out())
                .contains("<string>");
        assertThat(kubectl("", "auth", "can-i", "list", "pods").ok().out()).contains("yes");
        assertThat(kubectl("", "auth", "whoami").ok().out()).contains("tester");
    }

    @Test
    void deletesAndEmptiesNamespaces() {
        kubectl("", "create", "namespace", "temp").ok();
        kubectl(WIDGET, "-n", "temp", "apply", "-f", "-").ok();
        kubectl(WIDGET, "apply", "-f", "-").ok();
        kubectl("", "delete", "wi", "one").ok();
        kubectl("", "delete", "namespace", "temp", "--timeout=30s").ok();

        assertThat(kubectl("", "get", "ns").ok().out()).doesNotContain("temp");
        assertThat(kubectl("", "get", "wi", "-A").ok().all()).contains("No resources found");
    }

    @Test
    void watchShowsChangesAsRows() throws Exception {
        kubectl(WIDGET, "apply", "-f", "-").ok();
        Path out = folder.resolve("watch");
        Process watch = new ProcessBuilder(
                        "kubectl",
                        "--kubeconfig=" + folder.resolve("kubeconfig"),
                        "--cache-dir=" + folder.resolve("cache"),
                        "get",
                        "wi",
                        "-w")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(20))
                    .until(() -> Files.readString(out).contains("one"));
            kubectl("", "patch", "wi", "one", "--type=merge", "-p", "{\"spec\":{\"size\":77}}")
                    .ok();
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(20))
                    .until(() -> Files.readString(out).contains("77"));
        } finally {
            watch.destroy();
            watch.waitFor(10, TimeUnit.SECONDS);
        }

        assertThat(Files.readString(out).lines().filter(line -> line.startsWith("NAME")))
                .hasSize(1);
    }
}
