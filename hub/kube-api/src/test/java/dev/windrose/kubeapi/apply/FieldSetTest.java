package dev.windrose.kubeapi.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windrose.kubeapi.apply.PathElement.Field;
import dev.windrose.kubeapi.apply.PathElement.Index;
import dev.windrose.kubeapi.apply.PathElement.Key;
import dev.windrose.kubeapi.apply.PathElement.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSetTest {
    private static final Field SPEC = new Field("spec");
    private static final Field LIST = new Field("list");
    private static final Key WEB = Key.of("name", TextNode.valueOf("web"));

    @Test
    void writesCanonicalFieldsV1() {
        FieldSet set = FieldSet.of(List.of(
                List.of(SPEC, LIST, new Index(3)),
                List.of(SPEC, LIST, new Value(TextNode.valueOf("a<b"))),
                List.of(SPEC, LIST, new Value(IntNode.valueOf(2))),
                List.of(SPEC, LIST, WEB),
                List.of(SPEC, LIST, WEB, new Field("image")),
                List.of(SPEC, new Field("a.b/c"))));

        assertThat(set.toFieldsV1().toString()).isEqualTo("""
                        {"f:spec":{"f:a.b/c":{},"f:list":{"k:{\\"name\\":\\"web\\"}":{".":{},"f:image":{}},"v:2":{},\
                        "v:\\"a\\\\u003cb\\"":{},"i:3":{}}}}""");
        assertThat(FieldSet.fromFieldsV1(set.toFieldsV1())).contains(set);
    }

    @Test
    void printsPathsAsConflictsNameThem() {
        Key two = new Key(new TreeMap<>(Map.of("protocol", TextNode.valueOf("UDP"), "port", IntNode.valueOf(53))));

        assertThat(FieldSet.print(List.of(SPEC, LIST, two, new Field("name"))))
                .isEqualTo(".spec.list[port=53,protocol=\"UDP\"].name");
        assertThat(FieldSet.print(List.of(SPEC, new Value(TextNode.valueOf("say \"hi\"")))))
                .isEqualTo(".spec[=\"say \\\"hi\\\"\"]");
        assertThat(FieldSet.print(List.of(SPEC, new Index(0)))).isEqualTo(".spec[0]");
    }

    @Test
    void sameNumberIsSameElement() {
        assertThat(FieldSet.fromFieldsV1(Cases.yaml("{'v:1': {}}")))
                .isEqualTo(FieldSet.fromFieldsV1(Cases.yaml("{'v:1.0': {}}")));
    }

    @Test
    void skipsElementsOfANewerServer() {
        assertThat(read("{'f:a': {}, 'z:new': {}}")).isEqualTo(FieldSet.of(List.of(List.of(new Field("a")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a': {}}",
                "{'f:a': 1}",
                "{'k:x': {}}",
                "{'k:{}': {}}",
                "{'v:': {}}",
                "{'i:x': {}}",
                "{'v:1 2': {}}",
                "{'f:a': {'': {}}}"
            })
    void refusesWhatIsNoFieldsV1(String text) {
        assertThat(FieldSet.fromFieldsV1(Cases.yaml(text))).isEmpty();
    }

    @Test
    void unitesAndIntersects() {
        FieldSet a = read("{'f:a': {}, 'f:m': {'.': {}, 'f:x': {}}}");
        FieldSet b = read("{'f:b': {}, 'f:m': {'f:x': {}, 'f:y': {}}}");

        assertThat(a.union(b)).isEqualTo(read("{'f:a': {}, 'f:b': {}, 'f:m': {'.': {}, 'f:x': {}, 'f:y': {}}}"));
        assertThat(a.intersect(b)).isEqualTo(read("{'f:m': {'f:x': {}}}"));
        assertThat(a.union(b).size()).isEqualTo(5);
    }

    @Test
    void subtractsPathsButNotWhatIsBelowThem() {
        FieldSet a = read("{'f:a': {}, 'f:m': {'.': {}, 'f:x': {}}}");
        FieldSet map = read("{'f:m': {}}");

        assertThat(a.minus(map)).isEqualTo(read("{'f:a': {}, 'f:m': {'f:x': {}}}"));
        assertThat(a.minusTrees(map)).isEqualTo(read("{'f:a': {}}"));
        assertThat(a.minus(a)).isEqualTo(FieldSet.EMPTY);
    }

    @Test
    void leavesHaveNothingBelow() {
        assertThat(read("{'f:a': {}, 'f:m': {'.': {}, 'f:x': {}}}").leaves())
                .isEqualTo(read("{'f:a': {}, 'f:m': {'f:x': {}}}"));
    }

    @Test
    void hasOnlyWhatWasAdded() {
        FieldSet set = read("{'f:m': {'f:x': {}}}");

        assertThat(set.has(List.of(new Field("m"), new Field("x")))).isTrue();
        assertThat(set.has(List.of(new Field("m")))).isFalse();
        assertThat(set.has(List.of())).isFalse();
    }

    private static FieldSet read(String yaml) {
        ObjectNode fields = Cases.yaml(yaml);
        return FieldSet.fromFieldsV1(fields).orElseThrow();
    }
}
