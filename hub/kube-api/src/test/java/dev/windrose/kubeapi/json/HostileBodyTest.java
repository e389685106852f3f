package dev.windrose.kubeapi.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import dev.windrose.kubeapi.schema.Validation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are made to hurt: refused or read, in no time, and never with an exception that nobody expects. */
@Timeout(20)
class HostileBodyTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> unreadableJson() {
        return List.of(
                "",
                "{",
                "nul",
                "NaN",
                "[1e999999999]",
                "{\"a\": -1e400}",
                "{\"a\": 1}{\"b\": 2}",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000),
                "{\"a\": " + "9".repeat(100_000) + "}",
                "{\"a\": \"\u0001\"}");
    }

    @ParameterizedTest
    @MethodSource("unreadableJson")
    void whatCannotBeReadIsSaidSo(String json) {
        assertThatThrownBy(() -> Body.json(bytes(json))).isInstanceOf(Body.Malformed.class);
    }

    @Test
    void bytesThatAreNoTextAreSaidSo() {
        assertThatThrownBy(() -> Body.json(new byte[] {'"', (byte) 0xc3, '"'})).isInstanceOf(Body.Malformed.class);
        assertThatThrownBy(() -> Body.yaml(new byte[] {'a', ':', (byte) 0xff})).isInstanceOf(Body.Malformed.class);
    }

    static List<String> hostileYaml() {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s*a%d]\n"
                    .formatted(i, i, "*a%d,".formatted(i - 1).repeat(8), i - 1));
        }
        return List.of(bomb.toString(), "a: &a [*a]", "a: 1\n---\nb: 2\n", "[".repeat(100_000), "a: [1, 2", "a: 'open");
    }

    /** Where an alias is read as text, nothing grows. */
    @ParameterizedTest
    @MethodSource("hostileYaml")
    void yamlDoesNotGrow(String yaml) {
        JsonNode read;
        try {
            read = Body.yaml(bytes(yaml)).value();
        } catch (Body.Malformed e) {
            return;
        }
        assertThat(read.toString().length()).isLessThan(10 * yaml.length());
        assertThat(yaml).doesNotContain("---", "open", "[1, 2", "[[[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-999999999", "-1", "1e308", "12345678901234567890", "0.1", "-0.0", "1E+2"})
    void numbersOfEverySizeAreCheckedInNoTime(String number) throws Exception {
        var schema = Schema.parse(Json.readObject("""
                {"type": "object", "properties": {
                  "n": {"type": "integer", "minimum": 3, "maximum": 4, "multipleOf": 7},
                  "f": {"type": "number", "maximum": 0.001, "multipleOf": 0.3}}}"""));
        var object = (ObjectNode)
                Body.json(bytes("{\"metadata\": {\"name\": \"x\"}, \"n\": %s, \"f\": %s}".formatted(number, number)))
                        .value();

        assertThat(Validation.validate(schema, object, Optional.empty()))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.message()).hasSizeLessThan(500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a", "a-", "-", "A"})
    void namesOfAMillionLettersAreRefused(String part) {
        var object = Json.object();
        String name = part.repeat(1_000_000);
        var metadata = object.putObject("metadata").put("name", name);
        metadata.putObject("labels").put(name, name);
        metadata.putObject("annotations").put(name + "/" + name, name);

        assertThat(Validation.validate(
                        Schema.parse(Json.readObject("{\"type\": \"object\"}")), object, Optional.empty()))
                .isNotEmpty();
    }
}
