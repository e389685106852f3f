package dev.windrose.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A field is a promise: what users may write and read changes only where a reviewer sees it. */
class SchemaGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/schemas");
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** {@code -Dgolden.update} writes the files anew. */
    @TestFactory
    Stream<DynamicTest> theSchemaIsThatOfTheFile() {
        return Kinds.definitions().entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
                    var schema = MAPPER.treeToValue(Kinds.schemaOf(kind.getValue(), MAPPER), Object.class);
                    var text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
                    var file = FOLDER.resolve(kind.getKey() + ".json");
                    if (System.getProperty("golden.update") != null) {
                        Files.writeString(file, text);
                    }
                    assertThat(text).isEqualTo(Files.readString(file));
                }));
    }

    @Test
    void everyFieldOfASpecSaysWhatItIsFor() throws IOException {
        for (var kind : Kinds.definitions().values()) {
            var spec = Kinds.schemaOf(kind, MAPPER).at("/properties/spec/properties");
            assertThat(spec).isNotEmpty();
            spec.properties()
                    .forEach(field -> assertThat(
                                    field.getValue().path("description").asText())
                            .as("%s spec.%s", kind.getMetadata().getName(), field.getKey())
                            .isNotBlank());
        }
    }

    @Test
    void tiersAreSpelledAsPeopleWriteThem() {
        assertThat(Arrays.stream(Tier.values())
                        .map(tier -> MAPPER.valueToTree(tier).asText()))
                .containsExactly("reserved", "on-demand", "spot");
    }

    @Test
    void aSpecSurvivesTheWayThroughJson() throws IOException {
        var text = """
                {"model":{"id":"m","contextLength":8192,"quantization":"fp8"},"engine":{"type":"custom","image":"i","args":["a"]},"runtime":"direct","secrets":[{"name":"s","env":"E","key":"k"}],"replicas":2,"gpu":{"anyOf":[{"product":"L4"}],"count":1},"placement":{"clusters":["c"],"regions":{"allow":["eu-*"]},"spread":{"minRegions":2,"maxPerCluster":"60%"},"tiers":["on-demand","spot"],"maxSpotShare":"50%","maxHourlyCost":"120","tolerations":[{"key":"k","value":"v"}]},"priority":5,"failover":{"mode":"overlap","after":"15s"},"service":{"port":8000},"pause":{"reason":"r","by":"ann","since":"2026-03-01T10:00:00Z"}}""";

        var spec = MAPPER.readValue(text, InferenceWorkloadSpec.class);

        assertThat(MAPPER.writeValueAsString(spec)).isEqualTo(text);
    }
}
