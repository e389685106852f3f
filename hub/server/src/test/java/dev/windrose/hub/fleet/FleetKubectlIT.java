package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.http.KubeApi;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kubectl learns of our kinds from the documents alone: the kinds over a store in memory, without the hub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class FleetKubectlIT {
    private static final Optional<Caller> CALLER = Optional.of(new Caller("tester", List.of("testers")));

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeAll
    void start() throws Exception {
        Assumptions.assumeTrue(isThere("kubectl"), "kubectl is not on the PATH");
        var service = new KubeService(ResourceRegistry.of(ServedKinds.all()), new InMemoryResourceStore());
        var api = KubeApi.builder()
                .service(service)
                .authenticator(_ -> CompletableFuture.completedStage(CALLER))
                .authorizer(Authorizer.allowAll())
                .build();
        port = vertx.createHttpServer()
                .requestHandler(api)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "version", "--client")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            if ("all".equals(System.getenv("FLEET_REQUIRE"))) {
                throw new IllegalStateException("FLEET_REQUIRE=all needs " + command, e);
            }
            return false;
        }
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "kubectl",
                "--server=http://127.0.0.1:" + port,
                "--kubeconfig=" + Files.writeString(folder.resolve("none"), ""),
                "--cache-dir=" + folder.resolve("cache")));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("kubectl did not end: " + command);
        }
        String said = Files.readString(out);
        assertThat(process.exitValue()).as("%s: %s", List.of(arguments), said).isZero();
        return said;
    }

    static List<ResourceDescriptor> kinds() {
        return ServedKinds.all().stream().filter(kind -> !kind.builtIn()).toList();
    }

    /** One call shows a kind with every field, however deep. */
    @ParameterizedTest
    @MethodSource("kinds")
    void explainsEveryField(ResourceDescriptor kind) throws Exception {
        String said = kubectl("explain", kind.plural(), "--recursive");

        assertThat(said).contains("KIND:       " + kind.kind(), "VERSION:    v1alpha1", "DESCRIPTION:");
        assertThat(said).doesNotContain("<empty>");
        var names = new ArrayList<String>();
        fields(kind.rawSchema().orElseThrow().at("/properties/spec"), names);
        assertThat(said.lines().map(line -> line.strip().split("\t", -1)[0])).containsAll(names);
    }

    private static void fields(JsonNode schema, List<String> names) {
        schema.path("properties").properties().forEach(field -> {
            names.add(field.getKey());
            fields(field.getValue(), names);
            fields(field.getValue().path("items"), names);
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void explainsItsDeepestField(ResourceDescriptor kind) throws Exception {
        String path = kind.plural() + deepest(kind.rawSchema().orElseThrow().at("/properties/spec"), ".spec");

        assertThat(kubectl("explain", path)).contains("DESCRIPTION:").doesNotContain("<empty>");
    }

    private static String deepest(JsonNode schema, String path) {
        String best = path;
        for (var field : schema.path("properties").properties()) {
            for (JsonNode child : List.of(field.getValue(), field.getValue().path("items"))) {
                String found = deepest(child, path + "." + field.getKey());
                best = found.split("\\.", -1).length > best.split("\\.", -1).length ? found : best;
            }
        }
        return best;
    }

    @Test
    void listsTheKindsWithTheirNames() throws Exception {
        assertThat(kubectl("api-resources", "--api-group=fleet.windrose.dev", "-o", "wide"))
                .containsPattern(
                        "inferenceworkloads +iw,workload +fleet.windrose.dev/v1alpha1 +true +InferenceWorkload +[a-z,]*patch[a-z,]* +windrose")
                .containsPattern("memberclusters +mc +fleet.windrose.dev/v1alpha1 +false +MemberCluster");
        assertThat(kubectl("get", "windrose", "-A")).contains("No resources found");
        assertThat(kubectl("get", "iw", "-A")).contains("No resources found");
    }
}
