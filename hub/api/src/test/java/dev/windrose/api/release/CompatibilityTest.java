package dev.windrose.api.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each change to a released kind, alone: does it break anybody? */
class CompatibilityTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FIELDS = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";

    private static ObjectNode released() {
        return read("""
                {"spec": {"group": "g.dev", "scope": "Namespaced",
                  "names": {"kind": "Thing", "plural": "things", "singular": "thing", "shortNames": ["th"], "categories": ["windrose"]},
                  "versions": [{"name": "v1", "served": true,
                    "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.n"}},
                    "selectableFields": [{"jsonPath": ".spec.mode"}],
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {
                      "type": "object", "required": ["name"], "properties": {
                        "name": {"type": "string", "maxLength": 10, "minLength": 2, "pattern": "^a"},
                        "n": {"type": "integer", "minimum": 0, "maximum": 9, "default": 1, "nullable": true},
                        "free": {"type": "string"},
                        "mode": {"type": "string", "enum": ["a", "b"]},
                        "list": {"type": "array", "maxItems": 5, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
                          "items": {"type": "object", "properties": {"k": {"type": "string"}, "v": {"type": "string"}}}},
                        "map": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 5}},
                        "open": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                        "ruled": {"type": "string", "x-kubernetes-validations": [{"rule": "self != 'x'", "message": "no x"}]}}}}}}}]}}
                """);
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param change a JSON object that is laid over the node at {@code at}; null takes a field out */
    private static ObjectNode changed(String at, String change) {
        var now = released();
        var node = (ObjectNode) now.at(at);
        read(change).properties().forEach(field -> {
            if (field.getValue().isNull()) {
                node.remove(field.getKey());
            } else {
                node.set(field.getKey(), field.getValue());
            }
        });
        return now;
    }

    @Test
    void whatIsAsItWasBreaksNobody() {
        assertThat(Compatibility.breaks(released(), released())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/spec                   | {\"scope\": \"Cluster\"}                      | /scope: was \"Namespaced\"",
                "/spec/names             | {\"kind\": \"Other\"}                         | /names/kind",
                "/spec/names             | {\"plural\": \"others\"}                      | /names/plural",
                "/spec/names             | {\"shortNames\": []}                          | th was removed",
                "/spec/names             | {\"categories\": [\"other\"]}                 | windrose was removed",
                "/spec/versions/0        | {\"name\": \"v2\"}                            | v1: the version is no longer served",
                "/spec/versions/0        | {\"served\": false}                           | v1: the version is no longer served",
                "/spec/versions/0        | {\"selectableFields\": null}                  | .spec.mode: can no longer be selected by",
                "/spec/versions/0/subresources | {\"status\": null}                      | subresource status",
                "/spec/versions/0/subresources | {\"scale\": {\"specReplicasPath\": \".x\"}} | subresource scale",
                "{}/properties           | {\"free\": null}                              | spec.free: the field was removed",
                "{}/properties/free      | {\"type\": \"integer\"}                       | spec.free type",
                "{}/properties/free      | {\"format\": \"date\"}                        | spec.free format",
                "{}/properties/free      | {\"enum\": [\"x\"]}                           | spec.free: only [\"x\"] may be written",
                "{}/properties/free      | {\"pattern\": \"^x\"}                         | spec.free: pattern",
                "{}/properties/free      | {\"maxLength\": 100}                          | spec.free: maxLength fell to 100",
                "{}/properties/free      | {\"minLength\": 1}                            | spec.free: minLength rose to 1",
                "{}/properties/free      | {\"x-kubernetes-validations\": [{\"rule\": \"true\"}]} | spec.free: a new rule: true",
                "{}/properties/name      | {\"maxLength\": 9}                            | spec.name: maxLength fell to 9",
                "{}/properties/name      | {\"minLength\": 3}                            | spec.name: minLength rose to 3",
                "{}/properties/name      | {\"pattern\": \"^ab\"}                        | spec.name: pattern",
                "{}/properties/n         | {\"minimum\": 1}                              | spec.n: minimum rose to 1",
                "{}/properties/n         | {\"maximum\": 8}                              | spec.n: maximum fell to 8",
                "{}/properties/n         | {\"exclusiveMaximum\": true}                  | spec.n: exclusiveMaximum was added",
                "{}/properties/n         | {\"multipleOf\": 2}                           | spec.n: multipleOf",
                "{}/properties/n         | {\"default\": null}                           | spec.n default: was 1 and is absent",
                "{}/properties/n         | {\"default\": 2}                              | spec.n default",
                "{}/properties/n         | {\"nullable\": null}                          | spec.n: nullable was withdrawn",
                "{}/properties/mode      | {\"enum\": [\"a\"]}                           | spec.mode: the choice b was removed",
                "{}                      | {\"required\": [\"name\", \"n\"]}             | spec.n: became required",
                "{}/properties/list      | {\"maxItems\": 4}                             | spec.list: maxItems fell to 4",
                "{}/properties/list      | {\"minItems\": 1}                             | spec.list: minItems rose to 1",
                "{}/properties/list      | {\"uniqueItems\": true}                       | spec.list: uniqueItems was added",
                "{}/properties/list      | {\"x-kubernetes-list-type\": \"atomic\"}      | spec.list x-kubernetes-list-type",
                "{}/properties/list      | {\"x-kubernetes-list-map-keys\": [\"v\"]}     | spec.list x-kubernetes-list-map-keys",
                "{}/properties/list/items/properties | {\"v\": null}                     | spec.list[*].v: the field was removed",
                "{}/properties/map       | {\"additionalProperties\": null}              | spec.map.*",
                "{}/properties/map       | {\"maxProperties\": 3}                        | spec.map: maxProperties fell to 3",
                "{}/properties/map/additionalProperties | {\"maxLength\": 4}             | spec.map.*: maxLength fell to 4",
                "{}/properties/open      | {\"x-kubernetes-preserve-unknown-fields\": null} | was withdrawn",
                "{}/properties/ruled     | {\"x-kubernetes-validations\": [{\"rule\": \"self != 'y'\"}]} | a new rule"
            })
    void breaksThoseWhoRelyOnIt(String at, String change, String told) {
        assertThat(Compatibility.breaks(released(), changed(at.replace("{}", FIELDS), change)))
                .singleElement()
                .asString()
                .contains(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/spec/names             | {\"shortNames\": [\"th\", \"t\"]}",
                "/spec/versions/0        | {\"additionalPrinterColumns\": []}",
                "{}/properties           | {\"more\": {\"type\": \"string\", \"maxLength\": 3}}",
                "{}/properties/free      | {\"description\": \"other words\"}",
                "{}/properties/free      | {\"minLength\": 0}",
                "{}/properties/free      | {\"default\": \"x\"}",
                "{}/properties/free      | {\"nullable\": true}",
                "{}/properties/name      | {\"maxLength\": 11, \"minLength\": 1}",
                "{}/properties/name      | {\"maxLength\": null, \"pattern\": null}",
                "{}/properties/n         | {\"minimum\": -1, \"maximum\": null}",
                "{}/properties/mode      | {\"enum\": [\"c\", \"b\", \"a\"]}",
                "{}/properties/mode      | {\"enum\": null}",
                "{}                      | {\"required\": null}",
                "{}/properties/list      | {\"maxItems\": 6}",
                "{}/properties/ruled     | {\"x-kubernetes-validations\": [{\"rule\": \"self != 'x'\", \"message\": \"better words\"}]}",
                "{}/properties/ruled     | {\"x-kubernetes-validations\": null}"
            })
    void widensAndBreaksNobody(String at, String change) {
        assertThat(Compatibility.breaks(released(), changed(at.replace("{}", FIELDS), change)))
                .isEmpty();
    }
}
