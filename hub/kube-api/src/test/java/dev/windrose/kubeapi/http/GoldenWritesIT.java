package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.Journal;
import dev.windrose.testing.KubeApiServer;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every story of {@code /writes}: our answers are the recorded ones of a kube-apiserver 1.34 with its namespace and
 * garbage collection controllers. With {@code KUBEBUILDER_ASSETS} the stories also run on a real one, which proves the
 * recording; {@code -Dgolden.record} writes it anew.
 */
class GoldenWritesIT {
    @TestFactory
    Stream<DynamicTest> answersAsTheRealServer() {
        // Versions far above any number that a text may hold.
        var server = new DemoServer(new InMemoryResourceStore(
                InMemoryResourceStore.DEFAULT_WINDOW,
                Journal.NONE,
                new InMemoryResourceStore.Snapshot(List.of(), 1_000_000_000)));
        var client = new WriteClient(URI.create(server.url()), DemoServer.TOKEN, server.caPem());
        return WriteCase.all()
                .filter(GoldenWritesIT::isAskedFor)
                .map(story -> DynamicTest.dynamicTest(story.name(), () -> compare(story, client, false)))
                .onClose(() -> {
                    client.close();
                    server.close();
                });
    }

    @TestFactory
    Stream<DynamicTest> theRealServerAnswersAsRecorded() {
        Optional<String> lacks = KubeApiServer.unavailable();
        if (lacks.isPresent()) {
            return Stream.of(DynamicTest.dynamicTest("real server", () -> assumeTrue(false, lacks.get())));
        }
        KubeApiServer server = KubeApiServer.start();
        server.runControllers("namespace-controller", "garbage-collector-controller");
        var client = new WriteClient(server.url(), server.adminToken(), server.caPem());
        for (ResourceDescriptor kind : List.of(DemoServer.widget(), DemoServer.gadget())) {
            install(client, kind);
        }
        boolean record = System.getProperty("golden.record") != null;
        return WriteCase.all()
                .filter(GoldenWritesIT::isAskedFor)
                .map(story -> DynamicTest.dynamicTest(story.name(), () -> {
                    if (record) {
                        story.record(play(story, client));
                    } else {
                        compare(story, client, true);
                    }
                }))
                .onClose(() -> {
                    client.close();
                    server.close();
                });
    }

    private static boolean isAskedFor(WriteCase story) {
        return story.name().matches(System.getProperty("golden.only", ".*"));
    }

    private static JsonNode play(WriteCase story, WriteClient client) {
        String namespace = "story-" + story.name();
        ObjectNode body = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        body.putObject("metadata").put("name", namespace);
        client.send("POST", "/api/v1/namespaces", "application/json", body.toString());
        return new WriteStory(client, namespace).play(story);
    }

    private static void compare(WriteCase story, WriteClient client, boolean real) {
        JsonNode expected = WriteCase.read(story.answers());
        JsonNode found = play(story, client);
        List<WriteCase.Step> steps = story.steps();
        assertThat(expected.size()).as("recorded steps").isEqualTo(found.size());
        var differing = new SoftAssertions();
        for (int i = 0; i < found.size(); i++) {
            ObjectNode theirs = (ObjectNode) expected.get(i);
            ObjectNode ours = (ObjectNode) found.get(i);
            String differs = steps.get(i).ours();
            String label = "%s step %d: %s".formatted(story, i + 1, steps.get(i).send());
            if (!real && !differs.isEmpty()) {
                String reason = Json.text(ours, "reason") + Json.text(ours, "body", "reason");
                differing
                        .assertThat("%d %s"
                                .formatted(ours.path("code").asInt(), reason)
                                .strip())
                        .as(label)
                        .isEqualTo(differs);
                continue;
            }
            if (Json.text(theirs, "body", "message").equals("(each cause)")
                    && ours.get("body") instanceof ObjectNode body) {
                body.put("message", "(each cause)");
            }
            differing.assertThat(ours.toPrettyString()).as(label).isEqualTo(theirs.toPrettyString());
        }
        differing.assertAll();
    }

    /** The kind as a CustomResourceDefinition, and waits until it is served. */
    private static void install(WriteClient client, ResourceDescriptor kind) {
        ObjectNode crd =
                Json.object().put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        crd.putObject("metadata").put("name", kind.name().toString());
        ObjectNode spec = crd.putObject("spec").put("group", kind.group());
        spec.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
        spec.putObject("names")
                .put("kind", kind.kind())
                .put("plural", kind.plural())
                .put("singular", kind.names().singular());
        ObjectNode version = spec.putArray("versions")
                .addObject()
                .put("name", kind.version())
                .put("served", true)
                .put("storage", true);
        version.putObject("schema").set("openAPIV3Schema", kind.rawSchema().orElseThrow());
        ObjectNode subresources = version.putObject("subresources");
        subresources.putObject("status");
        kind.scale()
                .ifPresent(scale -> subresources
                        .putObject("scale")
                        .put("specReplicasPath", scale.specReplicas())
                        .put("statusReplicasPath", scale.statusReplicas()));
        var answer = client.send(
                "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "application/json", crd.toString());
        assertThat(answer.code()).as(answer.text()).isEqualTo(201);
        String path = "/apis/%s/%s/%s".formatted(kind.group(), kind.version(), kind.plural());
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> client.send("GET", path, "", "").code() == 200);
    }
}
