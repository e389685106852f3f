package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class LeanTreesTest {
    private final LeanTrees trees = new LeanTrees();

    @Test
    void onlyManagedFieldsAreMissing() {
        var object = workload("a", "eu-1");
        var wanted = object.deepCopy();
        ((ObjectNode) wanted.get("metadata")).remove("managedFields");

        assertThat(trees.of(object)).isEqualTo(wanted);
        assertThat(object.at("/metadata/managedFields"))
                .as("the given one stays")
                .hasSize(1);
    }

    @Test
    void equalPartsAreOne() {
        var a = trees.of(workload("a", "eu-1"));
        var b = trees.of(workload("b", "eu-1"));
        var c = trees.of(workload("c", "us-1"));

        assertThat(b.at("/spec/placement")).isSameAs(a.at("/spec/placement"));
        assertThat(c.at("/spec/placement")).isNotEqualTo(a.at("/spec/placement"));
        assertThat(c.at("/status/turnedDown")).isSameAs(a.at("/status/turnedDown"));
    }

    @Test
    void anObjectWithoutPartsIsTakenAsItIs() {
        var object = (ObjectNode) Json.parse("{\"kind\": \"Odd\", \"spec\": null}");

        assertThat(trees.of(object)).isEqualTo(object);
    }

    private static ObjectNode workload(String name, String region) {
        return (ObjectNode) Json.parse("""
                {"metadata": {"name": "%s", "managedFields": [{"manager": "kubectl"}]},
                 "spec": {"replicas": 2, "placement": {"regions": {"allow": ["%s"]}}},
                 "status": {"ready": 0, "turnedDown": [{"cluster": "m1", "reason": "NotJoined"}]}}""".formatted(name, region));
    }
}
