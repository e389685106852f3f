package dev.windrose.kubeapi.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.schema.Schema;
import org.junit.jupiter.api.Test;

class StrategicMergePatchTest {
    private static final Schema SCHEMA = Schema.parse(Json.read("""
            {"type":"object","properties":{
              "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},
                  "v":{"type":"integer"},"w":{"type":"integer"}}}},
              "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],
                "items":{"type":"object","required":["port"],"properties":{"port":{"type":"integer"},
                  "protocol":{"type":"string","default":"TCP"},"name":{"type":"string"}}}},
              "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
              "atomic":{"type":"array","x-kubernetes-list-type":"atomic","items":{"type":"string"}},
              "map":{"type":"object","additionalProperties":{"type":"string"}}}}
            """));

    private static JsonNode merged(String target, String patch) {
        return StrategicMergePatch.apply(SCHEMA, Json.read(target), Json.read(patch));
    }

    @Test
    void mergesListsByKey() {
        assertThat(merged(
                        "{'list':[{'name':'a','v':1,'w':1},{'name':'b'}]}".replace('\'', '"'),
                        "{'list':[{'name':'a','v':2},{'name':'c'}]}".replace('\'', '"')))
                .isEqualTo(
                        Json.read("{'list':[{'name':'a','v':2,'w':1},{'name':'c'},{'name':'b'}]}".replace('\'', '"')));
    }

    @Test
    void matchesByTheKeysThatAreGiven() {
        assertThat(merged(
                        "{\"ports\":[{\"port\":80,\"protocol\":\"TCP\"}]}",
                        "{\"ports\":[{\"port\":80,\"name\":\"x\"}]}"))
                .isEqualTo(Json.read("{\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"name\":\"x\"}]}"));
    }

    @Test
    void deletesAndReplacesElements() {
        assertThat(merged(
                        "{\"list\":[{\"name\":\"a\"},{\"name\":\"b\"}]}",
                        "{\"list\":[{\"name\":\"a\",\"$patch\":\"delete\"}]}"))
                .isEqualTo(Json.read("{\"list\":[{\"name\":\"b\"}]}"));
        assertThat(merged("{\"list\":[{\"name\":\"a\"}]}", "{\"list\":[{\"name\":\"z\"},{\"$patch\":\"replace\"}]}"))
                .isEqualTo(Json.read("{\"list\":[{\"name\":\"z\"}]}"));
        assertThat(merged("{\"map\":{\"a\":\"1\"}}", "{\"map\":{\"b\":\"2\",\"$patch\":\"replace\"}}"))
                .isEqualTo(Json.read("{\"map\":{\"b\":\"2\"}}"));
    }

    @Test
    void retainsOnlyNamedKeys() {
        assertThat(merged(
                        "{\"map\":{\"a\":\"1\",\"b\":\"2\"}}", "{\"map\":{\"$retainKeys\":[\"b\",\"c\"],\"c\":\"3\"}}"))
                .isEqualTo(Json.read("{\"map\":{\"b\":\"2\",\"c\":\"3\"}}"));
    }

    @Test
    void setsUniteAndLoseElements() {
        assertThat(merged(
                        "{\"set\":[\"a\",\"b\"],\"atomic\":[\"x\"]}",
                        "{\"set\":[\"b\",\"c\"],\"$deleteFromPrimitiveList/set\":[\"a\"],\"atomic\":[\"y\"]}"))
                .isEqualTo(Json.read("{\"set\":[\"b\",\"c\"],\"atomic\":[\"y\"]}"));
    }

    @Test
    void ordersElementsAsAsked() {
        assertThat(
                        merged(
                                "{\"list\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}",
                                "{\"$setElementOrder/list\":[{\"name\":\"c\"},{\"name\":\"a\"}],\"list\":[{\"name\":\"c\",\"v\":1}]}"))
                .isEqualTo(Json.read("{\"list\":[{\"name\":\"b\"},{\"name\":\"c\",\"v\":1},{\"name\":\"a\"}]}"));
    }

    @Test
    void refusesElementsWithoutKeyAndUnknownDirectives() {
        assertThatThrownBy(() -> merged("{}", "{\"list\":[{\"v\":1}]}")).hasMessageContaining("merge key: name");
        assertThatThrownBy(() -> merged("{}", "{\"map\":{\"$patch\":\"bend\"}}"))
                .hasMessageContaining("bend");
        assertThatThrownBy(() -> merged("{}", "{\"$bend\":1}")).hasMessageContaining("$bend");
    }
}
