package dev.windrose.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Phase;
import dev.windrose.placement.Shape;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What members get, as files that a reviewer can read. {@code -Dgolden.update} writes them anew. */
class DirectRuntimeGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/runtime");
    private static final String UID = "0b8f9d0e-6f0c-4c39-9d3c-1f3f6f0d2a11";
    private static final Map<String, Part> CASES = Map.of(
            "vllm-one-gpu", part("llama-chat", """
                            {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 8192}, "replicas": 2}""", key("L4", 1, "g6.xlarge", CapacityTier.ON_DEMAND), 2, true),
            "llama-70b-four-gpus-spot",
                    part("llama-70b", """
                            {"model": {"id": "meta-llama/Llama-3.3-70B-Instruct", "quantization": "fp8"}}""", key("A100-80GB", 4, "p4de.24xlarge", CapacityTier.SPOT), 1, false),
            "sglang", part("qwen", """
                            {"model": {"id": "Qwen/Qwen3-32B", "contextLength": 32768, "quantization": "int4"},
                             "engine": {"type": "sglang"}, "service": {"port": 9000}}""", key("H100", 2, "p5.48xlarge", CapacityTier.RESERVED), 3, false),
            "secrets", part("gated", """
                            {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"},
                             "secrets": [{"name": "hf-token", "env": "HF_TOKEN"},
                                         {"name": "s3", "env": "AWS_SECRET_ACCESS_KEY", "key": "secret"},
                                         {"name": "proxy-settings"}]}""", key("A10G", 1, "g5.xlarge", CapacityTier.ON_DEMAND), 1, false),
            "custom-image-and-args", part("embed", """
                            {"model": {"id": "BAAI/bge-m3"},
                             "engine": {"type": "custom", "image": "registry.example/embed:1.2",
                                        "args": ["--pooling", "cls"]}}""", key("T4", 1, "g4dn.xlarge", CapacityTier.ON_DEMAND), 1, false),
            "vllm-one-slice",
                    part("small", """
                            {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"}}""", key("H100-mig-3g.40gb", 1, "p5.48xlarge", CapacityTier.ON_DEMAND), 2, false),
            "amd-partition",
                    part(
                            "small",
                            """
                            {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"}}""",
                            key("MI300X-CPX-NPS4", 1, "Standard_ND96isr_MI300X_v5", CapacityTier.ON_DEMAND),
                            2,
                            false),
            "vllm-with-further-args", part("tuned", """
                            {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"},
                             "engine": {"type": "vllm", "image": "vllm/vllm-openai:v0.11.0",
                                        "args": ["--enable-prefix-caching"]}}""", key("L4", 1, "g6.xlarge", CapacityTier.ON_DEMAND), 1, false),
            "long-name-and-unknown-nodes",
                    part(
                            "a-workload-whose-name-takes-all-of-the-sixty-three-characters-x",
                            """
                            {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"}}""",
                            new AssignmentKey(
                                    new WorkloadUid(UID),
                                    new ClusterId("c1"),
                                    new Shape(new GpuProduct("L4"), 1, Optional.empty()),
                                    CapacityTier.UNKNOWN),
                            1,
                            false));

    private final DirectRuntime runtime = new DirectRuntime();

    @TestFactory
    Stream<DynamicTest> objectsAreThoseOfTheFile() {
        return CASES.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
    }

    @Test
    void everyFileHasACase() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(CASES.keySet());
        }
    }

    @Test
    void equalPartsGiveEqualBytesWhateverTheClockSays() {
        var part = CASES.get("vllm-one-gpu");
        var assignment = part.assignment();
        var later = new Part(
                part.namespace(),
                part.name(),
                part.spec(),
                new Assignment(
                        assignment.key(),
                        assignment.replicas(),
                        Phase.DRAINING,
                        assignment.generation(),
                        Instant.parse("2031-01-01T00:00:00Z"),
                        99),
                part.surge());

        assertThat(new DirectRuntime().objects(later)).isEqualTo(runtime.objects(part));
    }

    /** A map in the order of its hashes would differ from process to process: needless writes after a restart. */
    @Test
    void fieldsComeInOneOrderInEveryProcess() {
        for (var part : CASES.values()) {
            runtime.objects(part)
                    .forEach(object -> assertSorted(Json.parse(object.body().json())));
        }
    }

    private static void assertSorted(JsonNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        if (!names.contains("apiVersion")) {
            assertThat(names).isSorted();
        }
        node.forEach(DirectRuntimeGoldenTest::assertSorted);
    }

    @Test
    void scalingLeavesThePodTemplateAlone() {
        var part = CASES.get("vllm-one-gpu");
        var scaled = new Part(
                part.namespace(),
                part.name(),
                part.spec(),
                new Assignment(part.assignment().key(), 5, Phase.SERVING, 9, Given.NOW, 2),
                part.surge());

        assertThat(deployment(scaled).at("/spec/template"))
                .isEqualTo(deployment(part).at("/spec/template"));
        assertThat(deployment(scaled).at("/spec/replicas").asInt()).isEqualTo(5);
    }

    @Test
    void theReportKeyIsTheKeyOfTheDeployment() {
        for (var part : CASES.values()) {
            assertThat(runtime.objects(part))
                    .extracting(DesiredObject::key)
                    .contains(DirectRuntime.deploymentKey(part));
        }
    }

    @Test
    void noSecretValueCanBeInAnObject() {
        var objects = runtime.objects(CASES.get("secrets"));

        var container = Json.parse(objects.getFirst().body().json()).at("/spec/template/spec/containers/0");
        for (var name : List.of("HF_TOKEN", "AWS_SECRET_ACCESS_KEY")) {
            assertThat(container.path("env"))
                    .filteredOn(env -> env.path("name").asText().equals(name))
                    .singleElement()
                    .satisfies(env -> assertThat(env.has("value")).isFalse())
                    .satisfies(env -> assertThat(
                                    env.at("/valueFrom/secretKeyRef/name").asText())
                            .isNotEmpty());
        }
    }

    @Test
    void amdsGpusAreAskedForByAmdsName() {
        var part = part("x", """
                {"model": {"id": "m"}}""", key("MI300X", 8, "Standard_ND96isr_MI300X_v5", CapacityTier.ON_DEMAND), 1, false);

        var pod = deployment(part).at("/spec/template/spec");

        assertThat(pod.at("/containers/0/resources/limits/amd.com~1gpu").asText())
                .isEqualTo("8");
        assertThat(pod.at("/containers/0/resources/limits/nvidia.com~1gpu").isMissingNode())
                .isTrue();
        assertThat(pod.at("/tolerations/0/key").asText()).isEqualTo("amd.com/gpu");
    }

    @Test
    void anEngineWithoutImageOfOursIsRefused() {
        var part = part("x", """
                {"model": {"id": "m"}, "engine": {"type": "trtllm"}}""", key("L4", 1, "g6.xlarge", CapacityTier.ON_DEMAND), 1, false);

        assertThatThrownBy(() -> runtime.objects(part))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spec.engine.image");
    }

    private void check(String name, Part part) throws IOException {
        var objects = Json.MAPPER.createArrayNode();
        runtime.objects(part)
                .forEach(object -> objects.add(Json.parse(object.body().json())));
        var text = objects.toPrettyString() + "\n";
        var file = FOLDER.resolve(name + ".json");
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    private ObjectNode deployment(Part part) {
        return (ObjectNode) Json.parse(runtime.objects(part).getFirst().body().json());
    }

    private static Part part(String name, String spec, AssignmentKey key, int replicas, boolean surge) {
        return new Part(
                "team-a", name, Given.spec(spec), new Assignment(key, replicas, Phase.SERVING, 3, Given.NOW, 1), surge);
    }

    private static AssignmentKey key(String product, int gpus, String type, CapacityTier tier) {
        return new AssignmentKey(
                new WorkloadUid(UID),
                new ClusterId("c1"),
                new Shape(GpuProduct.ofKey(product), gpus, Optional.of(type)),
                tier);
    }
}
