package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.testing.KubeApiServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The files in {@code reads/} say what a real kube-apiserver says, when one is there to be asked. */
@EnabledIf("available")
class RecordedReadsOnApiServerIT {
    private static final String DEFINITION = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "widgets.demo.windrose.dev"},
             "spec": {"group": "demo.windrose.dev", "scope": "Namespaced",
               "names": {"kind": "Widget", "plural": "widgets", "singular": "widget"},
               "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
                 "selectableFields": [
                   {"jsonPath": ".spec.color"}, {"jsonPath": ".spec.size"}, {"jsonPath": ".status.phase"}],
                 "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                   "spec": {"type": "object",
                     "properties": {"size": {"type": "integer"}, "color": {"type": "string"}}},
                   "status": {"type": "object", "properties": {"phase": {"type": "string"}}}}}}}]}}
            """;

    static boolean available() {
        KubeApiServer.unavailable().ifPresent(System.out::println);
        return KubeApiServer.unavailable().isEmpty();
    }

    @Test
    void theFilesAreTrue() throws Exception {
        List<ReadScript.Line> lines = List.of("labels", "fields", "lists", "tokens", "watches").stream()
                .flatMap(file -> ReadScript.lines(file).stream())
                .toList();
        try (var server = KubeApiServer.start();
                var script = new ReadScript(server.url(), server.caPem(), server.adminToken())) {
            script.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", (ObjectNode) Json.read(DEFINITION));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> script.code("/apis/demo.windrose.dev/v1/widgets") == 200);
            script.makeWidgets();

            List<String> answers = script.answers(lines);

            assertThat(RecordedReadsIT.told(lines, answers))
                    .isEqualTo(RecordedReadsIT.told(
                            lines, lines.stream().map(ReadScript.Line::real).toList()));
        }
    }
}
