package dev.windrose.kubeapi.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.BuiltInSchemas;
import dev.windrose.kubeapi.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What an applier of a core kind owns, as a kube-apiserver 1.33 tells it. */
class CoreKindsOwnershipTest {
    @TestFactory
    Stream<DynamicTest> ownsWhatTheRealServerSays() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(Cases.folder().resolveSibling("apply-core"))) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(17);
        return files.stream().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(Cases.read(f))));
    }

    private static void check(ObjectNode golden) {
        ObjectNode applied = (ObjectNode) golden.get("applied");
        Schema schema = BuiltInSchemas.of(
                        applied.path("apiVersion").asText(),
                        applied.path("kind").asText())
                .orElseThrow();
        Optional<String> subresource =
                Optional.of(golden.path("subresource").asText("")).filter(s -> !s.isEmpty());
        ApplyOptions options = new ApplyOptions("ssa", false, Instant.parse("2026-01-01T00:00:00Z"), subresource);
        ApplyOutcome outcome = ServerSideApply.apply(schema, Optional.empty(), applied, options);
        assertThat(outcome).isInstanceOf(ApplyOutcome.Applied.class);
        JsonNode owned = ((ApplyOutcome.Applied) outcome).object().at("/metadata/managedFields/0/fieldsV1");
        assertThat(paths((ObjectNode) owned))
                .containsExactlyInAnyOrderElementsOf(paths((ObjectNode) golden.get("fields")));
    }

    private static List<String> paths(ObjectNode fieldsV1) {
        return FieldSet.fromFieldsV1(fieldsV1).orElseThrow().paths().stream()
                .map(FieldSet::print)
                .toList();
    }
}
