package dev.windrose.kubeapi.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.testing.KubeApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The truth behind {@link GoldenValidationTest}; {@code -Dgolden.update} writes it down. */
class RealValidationIT {
    private static final Path FOLDER = Path.of("src/test/resources/validation");

    @Test
    void theRealServerSaysWhatTheFileSays() {
        KubeApiServer.unavailable().ifPresent(why -> Assumptions.assumeTrue(false, why));
        var cases = new GoldenCases(FOLDER.resolve("cases.yaml"));
        try (var server = KubeApiServer.start();
                var real = new RealAnswers(server)) {
            var answers = real.of(crd(), cases.all());

            if (System.getProperty("golden.update") != null) {
                cases.write(answers);
            }
            assertThat(answers)
                    .isEqualTo(
                            cases.all().valueStream().map(GoldenCases::expected).toList());
        }
    }

    private static ObjectNode crd() {
        ObjectNode crd = Json.readObject("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "gadgets.test.windrose.dev"},
                 "spec": {"group": "test.windrose.dev", "scope": "Namespaced",
                   "names": {"kind": "Gadget", "listKind": "GadgetList", "plural": "gadgets", "singular": "gadget"},
                   "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
                     "schema": {}}]}}
                """);
        ((ObjectNode) crd.at("/spec/versions/0/schema"))
                .set("openAPIV3Schema", GoldenCases.read(FOLDER.resolve("gadget.schema.yaml")));
        return crd;
    }
}
