package dev.windrose.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What people read and write of a spec. */
class SpecTypesTest {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** {@code kubectl explain} has a sentence for every kind and every field, however deep. */
    @Test
    void everyFieldSaysWhatItIsFor() {
        for (var kind : Kinds.definitions().values()) {
            var schema = Kinds.schemaOf(kind, MAPPER);
            var name = kind.getSpec().getNames().getKind();
            assertThat(schema.path("description").asText()).as(name).isNotBlank();
            assertDescribed(name + ".spec", schema.at("/properties/spec"));
            assertDescribed(name + ".status", schema.at("/properties/status"));
        }
    }

    private static void assertDescribed(String path, JsonNode schema) {
        schema.path("properties").properties().forEach(field -> {
            var at = path + "." + field.getKey();
            assertThat(field.getValue().path("description").asText()).as(at).isNotBlank();
            assertDescribed(at, field.getValue());
            assertDescribed(at, field.getValue().path("items"));
            assertDescribed(at, field.getValue().path("additionalProperties"));
        });
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
                {"model":{"id":"m","contextLength":8192,"quantization":"fp8"},"engine":{"type":"custom","image":"i","args":["a"]},"runtime":"direct","secrets":[{"name":"s","env":"E","key":"k"}],"replicas":2,"gpu":{"anyOf":[{"product":"L4"}],"count":1},"placement":{"clusters":["c"],"regions":{"allow":["eu-*"]},"spread":{"minRegions":2,"maxPerCluster":"60%"},"tiers":["on-demand","spot"],"maxSpotShare":"50%","maxHourlyCost":"120","latency":{"near":[{"region":"eu-west-1","weight":3}],"maxMillis":60},"egress":{"gibPerHour":"2.5"},"tolerations":[{"key":"k","value":"v"}]},"priority":5,"failover":{"mode":"overlap","after":"15s"},"service":{"port":8000},"pause":{"reason":"r","by":"ann","since":"2026-03-01T10:00:00Z"}}""";

        var spec = MAPPER.readValue(text, InferenceWorkloadSpec.class);

        assertThat(MAPPER.writeValueAsString(spec)).isEqualTo(text);
    }
}
