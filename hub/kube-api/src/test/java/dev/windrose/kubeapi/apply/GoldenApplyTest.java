package dev.windrose.kubeapi.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.JsonValues;
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

/**
 * Each folder is one write: what was there, what was sent, and what a kube-apiserver 1.33 made of it. The first line of
 * options.yaml says what the case shows.
 */
class GoldenApplyTest {
    private static final Schema WIDGETS = Cases.widgets();

    @TestFactory
    Stream<DynamicTest> answersAsTheRealServer() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(Cases.folder())) {
            cases = folders.filter(Files::isDirectory).sorted().toList();
        }
        assertThat(cases).hasSizeGreaterThan(90);
        return cases.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    private static void check(Path folder) {
        ObjectNode options = Cases.read(folder.resolve("options.yaml"));
        Optional<ObjectNode> live = Cases.readIfThere(folder.resolve("live.yaml"));
        ObjectNode sent = Cases.read(folder.resolve("applied.yaml"));
        Optional<ObjectNode> expected = Cases.readIfThere(folder.resolve("expected.yaml"));
        if ("apply".equals(options.path("operation").asText())) {
            ApplyOutcome outcome = ServerSideApply.apply(WIDGETS, live, sent, applyOptions(options));
            if (expected.isPresent()) {
                assertApplied(outcome, live, expected.get());
            } else {
                assertThat(told(outcome)).isEqualTo(Cases.text(folder.resolve("conflicts.txt")));
            }
        } else {
            assertSame(updated(options, live, sent), expected.orElseThrow());
        }
    }

    private static ObjectNode updated(ObjectNode options, Optional<ObjectNode> live, ObjectNode sent) {
        Optional<String> subresource = subresource(options);
        ObjectNode after = Cases.served(WIDGETS, Cases.reachable(sent, live, subresource.isPresent()));
        return ManagedFields.onUpdate(
                WIDGETS,
                live,
                ManagedFields.ensureWellFormed(after),
                options.path("manager").asText(),
                Instant.parse(options.path("now").asText()),
                subresource);
    }

    private static void assertApplied(ApplyOutcome outcome, Optional<ObjectNode> live, ObjectNode expected) {
        assertThat(outcome).isInstanceOf(ApplyOutcome.Applied.class);
        ApplyOutcome.Applied applied = (ApplyOutcome.Applied) outcome;
        assertSame(Cases.served(WIDGETS, applied.object()), expected);
        boolean differs = live.map(l -> !JsonValues.equal(l, expected)).orElse(true);
        assertThat(applied.changed()).as("changed").isEqualTo(differs);
    }

    private static void assertSame(ObjectNode actual, ObjectNode expected) {
        assertThat(JsonValues.equal(actual, expected))
                .withFailMessage(() -> "expected:\n%s\nbut was:\n%s".formatted(pretty(expected), pretty(actual)))
                .isTrue();
    }

    private static String pretty(JsonNode value) {
        return value.toPrettyString();
    }

    private static String told(ApplyOutcome outcome) {
        return switch (outcome) {
            case ApplyOutcome.Applied(ObjectNode object, boolean _) -> "applied: " + pretty(object);
            case ApplyOutcome.Invalid(String message) -> message + "\n";
            case ApplyOutcome.Conflicts conflicts -> {
                StringBuilder text = new StringBuilder(conflicts.message()).append('\n');
                conflicts
                        .conflicts()
                        .forEach(
                                c -> text.append("FieldManagerConflict | %s | %s\n".formatted(c.field(), c.message())));
                yield text.toString();
            }
        };
    }

    private static ApplyOptions applyOptions(ObjectNode options) {
        return new ApplyOptions(
                options.path("manager").asText(),
                options.path("force").asBoolean(false),
                Instant.parse(options.path("now").asText()),
                subresource(options));
    }

    private static Optional<String> subresource(ObjectNode options) {
        return Optional.of(options.path("subresource").asText("")).filter(s -> !s.isEmpty());
    }
}
