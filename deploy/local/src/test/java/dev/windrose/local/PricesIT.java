package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./fleet up --prices FILE} on the real price list in {@code WINDROSE_DATA}: what is cheapest follows from the
 * file, and follows the file when it changes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PricesIT {
    private static final String WORKLOADS = "/apis/fleet.windrose.dev/v1alpha1/namespaces/%s/inferenceworkloads";
    private static final int OFFERS = 2043;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration TWO_REFRESHES = Duration.ofSeconds(75);

    private Path file;
    private TestFleet fleet;
    private KubeClient hub;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        String data = System.getenv("WINDROSE_DATA");
        Assumptions.assumeTrue(data != null, "skipped: WINDROSE_DATA is not set to the folder with prices/");
        file = Files.copy(Path.of(data, "prices", "gpu_offers.csv"), folder.resolve("prices.csv"));
        fleet = new TestFleet(Map.of("WINDROSE_HUB_PRICES_PERIOD", "PT2S"));
        fleet.up("--prices", file.toString());
        hub = fleet.hub();
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (hub != null) {
            hub.close();
        }
        if (fleet != null) {
            fleet.end();
        }
    }

    @Test
    void everyRowIsReadAndWhatCannotBeMappedIsCounted() throws IOException, InterruptedException {
        JsonNode status = hub.get("/apis/fleet.windrose.dev/v1alpha1/pricesources/prices-file")
                .body()
                .path("status");

        assertThat(status.path("offers").asInt()).isBetween(OFFERS - 1, OFFERS);
        assertThat(status.path("unmapped").asInt()).isEqualTo(227);
        assertThat(status.path("badRows").asInt()).isZero();
    }

    /**
     * By hand from the file: a replica pays its share of the node. A100-80GB ×4 in us-central1 (a2-ultragpu-4g, 20.275)
     * is below half of any eight H100 (us-east-1 27.52, westeurope 63.91); L4 in us-central1 (g2-standard-12)
     * costs 1.0004, A10G in eu-west-1 (g5.xlarge) 1.123, L4 in asia-southeast1 1.2342, and at most half of the chat replicas may
     * share a cluster; T4 in eu-west-1 is 0.587; L4 on spot in asia-southeast1 (g2-standard-4) 0.5233, in us-central1
     * (g2-standard-48, a quarter) 0.5624.
     */
    @Test
    void theCheapestEligibleChoicesFollowFromTheFile() throws IOException, InterruptedException {
        assertThat(placements("team-a", "llama-70b")).containsExactly("gcp-usc1 1 of 4xA100-80GB on-demand 20.275192");
        assertThat(placements("team-a", "llama-chat"))
                .containsExactly("aws-euw1 2 of 1xA10G on-demand 2.246", "gcp-usc1 2 of 1xL4 on-demand 2.000832");
        assertThat(placements("team-b", "embeddings")).containsExactly("aws-euw1 2 of 1xT4 on-demand 1.174");
        assertThat(placements("team-b", "summaries")).containsExactly("gcp-ase1 3 of 1xL4 spot 1.569816");
    }

    @Test
    void anotherPriceInTheFileLeadsToAnotherChoice() throws IOException, InterruptedException {
        // One row less shows in the status that the changed file was read.
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("aws,us-east-1,,g5.16xlarge,"))
                .map(line -> line.startsWith("aws,us-east-1,,p5.48xlarge,")
                        ? line.replaceFirst(",\\d+\\.\\d+,", ",10.00,")
                        : line)
                .toList();
        Files.write(file, lines);
        await().atMost(TWO_REFRESHES).untilAsserted(() -> assertThat(offers()).isEqualTo(OFFERS - 1));

        KubeClient.expect(hub.create(WORKLOADS.formatted("team-a"), probe()), "workload");

        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(placements("team-a", "probe"))
                            .containsExactly("aws-use1 1 of 4xH100 on-demand 5.00"));
        } finally {
            hub.delete(WORKLOADS.formatted("team-a") + "/probe");
        }
    }

    private int offers() throws IOException, InterruptedException {
        return hub.get("/apis/fleet.windrose.dev/v1alpha1/pricesources/prices-file")
                .body()
                .at("/status/offers")
                .asInt();
    }

    private static JsonNode probe() throws IOException {
        return Json.MAPPER.readTree("""
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                 "metadata": {"name": "probe", "namespace": "team-a"},
                 "spec": {"model": {"id": "meta-llama/Llama-3.1-70B-Instruct", "contextLength": 8192},
                          "gpu": {"anyOf": [{"product": "A100-80GB"}, {"product": "H100"}], "count": 4}}}""");
    }

    private List<String> placements(String namespace, String name) throws IOException, InterruptedException {
        var placed = new ArrayList<String>();
        for (JsonNode part :
                hub.get(WORKLOADS.formatted(namespace) + "/" + name).body().at("/status/placements")) {
            placed.add("%s %d of %dx%s %s %s"
                    .formatted(
                            part.path("cluster").asText(),
                            part.path("replicas").asInt(),
                            part.path("gpusPerReplica").asInt(),
                            part.path("gpu").asText(),
                            part.path("tier").asText(),
                            part.path("hourlyCost").asText()));
        }
        placed.sort(null);
        return placed;
    }
}
