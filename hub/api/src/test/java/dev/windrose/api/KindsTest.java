package dev.windrose.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class KindsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void everyKindHasADefinitionOfTheGroup() {
        var definitions = Kinds.definitions();

        assertThat(definitions.keySet())
                .containsExactlyInAnyOrder(
                        "inferenceworkloads",
                        "memberclusters",
                        "jointokens",
                        "pricesources",
                        "budgets",
                        "fleets",
                        "auditevents",
                        "roles",
                        "rolebindings",
                        "apitokens",
                        "approvals");
        assertThat(definitions.values())
                .allSatisfy(d -> assertThat(d.getSpec().getGroup()).isEqualTo(Names.GROUP));
    }

    @Test
    void columnsComeInTheOrderInWhichTheyAreDeclared() {
        var columns = Kinds.definitions()
                .get("inferenceworkloads")
                .getSpec()
                .getVersions()
                .getFirst()
                .getAdditionalPrinterColumns();

        assertThat(columns.stream().map(c -> c.getName()))
                .containsExactly(
                        "Model", "Clusters", "GPUs", "Ready", "$/h", "Placed", "Available", "Paused", "Why", "Age");
    }

    @Test
    void workloadSchemaCarriesDefaultsBoundsAndListKeys() {
        var schema = Kinds.schemaOf(Kinds.definitions().get("inferenceworkloads"), MAPPER);
        var spec = schema.at("/properties/spec");

        assertThat(schema.at("/required/0").asText()).isEqualTo("spec");
        assertThat(spec.at("/required/0").asText()).isEqualTo("model");
        assertThat(spec.at("/properties/replicas/default").asInt()).isEqualTo(1);
        assertThat(spec.at("/properties/replicas/minimum").asInt()).isZero();
        assertThat(spec.at("/properties/engine/properties/type/default").asText())
                .isEqualTo("vllm");
        assertThat(spec.at("/properties/secrets/x-kubernetes-list-map-keys/0").asText())
                .isEqualTo("name");
        assertThat(spec.at("/properties/placement/properties/tiers/items/enum")).hasSize(3);
    }
}
