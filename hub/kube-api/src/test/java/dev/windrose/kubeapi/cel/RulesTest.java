package dev.windrose.kubeapi.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.schema.FieldError;
import dev.windrose.kubeapi.schema.Schema;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no matter of the real server's words: rules that do not compile, bounds, cost. */
class RulesTest {
    private static Schema schema(String rule, String fieldPath) {
        ObjectNode schema = Json.readObject("""
                {"type": "object", "properties": {"spec": {"type": "object", "properties": {
                  "n": {"type": "integer"}, "text": {"type": "string"}, "list": {"type": "array", "items": {"type": "integer"}},
                  "map": {"type": "object", "additionalProperties": {"type": "string"}}}}}}
                """);
        ObjectNode entry = ((ObjectNode) schema.at("/properties/spec"))
                .putArray("x-kubernetes-validations")
                .addObject();
        entry.put("rule", rule).put("message", "m").put("fieldPath", fieldPath);
        return Schema.parse(schema);
    }

    private static ObjectNode object(String spec) {
        return Json.readObject("{\"metadata\": {\"name\": \"x\"}, \"spec\": %s}".formatted(spec));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "self.unknown == 1       |          | undefined field 'unknown'",
                "self.n == 'text'        |          | no matching overload",
                "self.n                  |          | expected type 'bool'",
                "self.n ==               |          | mismatched input",
                "nobody.n == 1           |          | undeclared reference",
                "self.n == 1             | .nothing | does not refer to a field",
                "self.n == 1             | nothing  | is no path",
                "self.n == 1             | .n.more  | does not refer to a field",
                "url('http://x').getHost() == '' |  | undeclared reference"
            })
    void aRuleThatIsUnsoundStopsTheStart(String rule, String fieldPath, String told) {
        assertThatThrownBy(() -> Rules.compile(schema(rule, fieldPath == null ? "" : fieldPath)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told);
    }

    /** The rules below what has not changed are not even asked, unless they ask what was there before. */
    @Test
    void aRuleOnTheValueBeforeIsAskedThoughNothingChanged() {
        var same = object("{\"n\": 1}");

        assertThat(Rules.compile(schema("self.n != oldSelf.n", "")).check(same, Optional.of(same.deepCopy())))
                .hasSize(1);
        assertThat(Rules.compile(schema("self.n == 2", "")).check(same, Optional.of(same.deepCopy())))
                .isEmpty();
        assertThat(Rules.compile(schema("self.n == 2", "")).check(same, Optional.of(object("{\"n\": 3}"))))
                .hasSize(1);
    }

    @Test
    void keysOfMapsAreToldInBrackets() {
        var rules = Rules.compile(schema("!has(self.n)", ".map['a.b']"));

        assertThat(rules.check(object("{\"n\": 1}"), Optional.empty()))
                .extracting(FieldError::path)
                .containsExactly("spec.map[a.b]");
    }

    @Test
    void aRuleThatWouldRunForLongIsStopped() {
        var rules = Rules.compile(schema(
                "self.list.all(a, self.list.all(b, self.list.all(c, self.list.all(d, a + b + c + d >= 0))))", ""));
        var many = object("{\"list\": [1]}");
        for (int i = 0; i < 400; i++) {
            many.withArray("/spec/list").add(i);
        }

        assertThat(rules.check(many, Optional.empty()))
                .extracting(FieldError::body)
                .singleElement()
                .asString()
                .contains("actual cost limit exceeded");
    }

    @Test
    void expressionsOfUsersTextRunInLinearTime() {
        var rules = Rules.compile(schema("!self.text.matches('^(a+)+$')", ""));

        assertThat(rules.check(object("{\"text\": \"%s!\"}".formatted("a".repeat(100_000))), Optional.empty()))
                .isEmpty();
    }

    @Test
    void aSchemaWithoutRulesCostsNothing() {
        assertThat(Rules.compile(Schema.parse(Json.readObject("{\"type\": \"object\"}")))
                        .isEmpty())
                .isTrue();
    }
}
