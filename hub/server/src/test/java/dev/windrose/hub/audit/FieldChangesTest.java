package dev.windrose.hub.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangesTest {
    @Test
    void namesFieldsAndNeverTheirValues() {
        var changes = changes(
                "{'metadata': {'labels': {'a.b/c': 'hunter2', 'x': '1'}}, 'spec': {'replicas': 1, 'args': ['hunter2']}}",
                "{'metadata': {'labels': {'x': '1'}}, 'spec': {'replicas': 2, 'args': ['x', 'y'], 'pause': {'reason': 'hunter2'}}}");

        assertThat(changes)
                .containsExactly("metadata.labels[a.b/c]", "spec.args", "spec.pause", "spec.replicas")
                .noneMatch(path -> path.contains("hunter2"));
    }

    @Test
    void leavesOutWhatTheServerKeepsByItself() {
        assertThat(changes(
                        "{'metadata': {'resourceVersion': '1', 'generation': 1, 'managedFields': []}}",
                        "{'metadata': {'resourceVersion': '2', 'generation': 2, 'managedFields': [{}]}}"))
                .isEmpty();
    }

    @Test
    void stopsAtWhatPeopleRead() {
        var before = Json.MAPPER.createObjectNode();
        var after = Json.MAPPER.createObjectNode();
        for (int i = 0; i < 1_000; i++) {
            after.withObject("/spec").put("f" + i, i);
        }
        before.putObject("spec");

        assertThat(FieldChanges.between(before, after)).hasSize(FieldChanges.MOST);
    }

    private static List<String> changes(String before, String after) {
        return FieldChanges.between(object(before), object(after));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.parse(json.replace('\'', '"'));
    }
}
