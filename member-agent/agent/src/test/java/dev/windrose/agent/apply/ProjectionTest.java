package dev.windrose.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final JsonNode DESIRED = json("""
            {"spec": {"replicas": 2, "template": {"spec": {"containers": [
              {"name": "engine", "image": "e:1", "ports": [{"containerPort": 8000}], "args": ["a", "b"]}]}}}}""");

    @Test
    void whatDefaultingAndOthersAddIsNoDifference() {
        var live = json("""
                {"metadata": {"uid": "u"}, "status": {}, "spec": {"replicas": 2, "paused": false, "template": {"spec": {
                  "containers": [{"name": "sidecar", "image": "s"},
                    {"name": "engine", "image": "e:1", "imagePullPolicy": "Always", "args": ["a", "b"],
                     "ports": [{"containerPort": 8000, "protocol": "TCP"}]}]}}}}""");

        assertThat(Projection.covers(live, DESIRED)).isTrue();
    }

    @Test
    void aChangedValueIsADifference() {
        assertThat(Projection.covers(changed("\"replicas\": 3"), DESIRED)).isFalse();
    }

    @Test
    void aMissingContainerIsADifference() {
        var live = json("{\"spec\": {\"replicas\": 2, \"template\": {\"spec\": {\"containers\": []}}}}");

        assertThat(Projection.covers(live, DESIRED)).isFalse();
    }

    @Test
    void listsWithoutKeysAreComparedWhole() {
        var live = json(changed("\"replicas\": 2").toString().replace("\"a\",\"b\"", "\"a\",\"b\",\"c\""));

        assertThat(Projection.covers(live, DESIRED)).isFalse();
    }

    @Test
    void emptyAndAbsentAreTheSame() {
        var desired = json("{\"spec\": {\"hostNetwork\": false, \"tolerations\": [], \"nodeSelector\": {}}}");

        assertThat(Projection.covers(json("{\"spec\": {}}"), desired)).isTrue();
    }

    @Test
    void oneAndOnePointZeroAreTheSameNumber() {
        assertThat(Projection.covers(json("{\"a\": 1}"), json("{\"a\": 1.0}"))).isTrue();
    }

    private static JsonNode changed(String replicas) {
        return json(DESIRED.toString().replace("\"replicas\":2", replicas));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
