package dev.windrose.kubeapi.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Objects, good and bad, with what a kube-apiserver 1.34 says of them and makes of them (RealValidationIT). */
class GoldenValidationTest {
    private static final Schema GADGETS = Schema.parse(read("gadget.schema.yaml"));

    @TestFactory
    Stream<DynamicTest> refusesInTheWordsOfTheRealServer() {
        return each("cases.yaml", 65, golden -> {
            ObjectNode object = served(golden).object();
            List<String> errors = new ArrayList<>();
            Validation.validate(GADGETS, Defaulting.applyDefaults(GADGETS, object), Optional.empty())
                    .forEach(e -> errors.add(e.kind().reason() + " | " + e.message()));
            assertThat(errors).containsExactlyInAnyOrderElementsOf(texts(golden.get("errors")));
        });
    }

    @TestFactory
    Stream<DynamicTest> servesWhatTheRealServerServes() {
        return each("served.yaml", 12, golden -> {
            PruneResult pruned = served(golden);
            ObjectNode object = Defaulting.applyDefaults(GADGETS, pruned.object());
            assertThat(pruned.unknownFields()).containsExactlyInAnyOrderElementsOf(texts(golden.get("unknown")));
            assertThat(JsonValues.equal(object, golden.get("served")))
                    .as(object::toPrettyString)
                    .isTrue();
        });
    }

    private static PruneResult served(JsonNode golden) {
        return Pruning.prune(GADGETS, (ObjectNode) golden.get("object"));
    }

    private interface Check {
        void run(JsonNode golden);
    }

    private static Stream<DynamicTest> each(String file, int atLeast, Check check) {
        JsonNode all = read(file);
        assertThat(all).hasSizeGreaterThanOrEqualTo(atLeast);
        return StreamSupport.stream(all.spliterator(), false)
                .map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> check.run(golden)));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(e -> texts.add(e.asText()));
        return texts;
    }

    private static JsonNode read(String file) {
        try (InputStream in = GoldenValidationTest.class.getResourceAsStream("/validation/" + file)) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        }
    }
}
