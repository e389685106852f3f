package dev.windrose.kubeapi.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.kubeapi.resource.Ages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tellsFieldsThatAreGivenTwice() throws Exception {
        Body body = Body.json(bytes("{\"a\":1,\"b\":[{\"c\":1,\"c\":2}],\"a\":3}"));

        assertThat(body.duplicates()).containsExactly("b[0].c", "a");
        assertThat(body.value()).isEqualTo(Json.read("{\"a\":3,\"b\":[{\"c\":2}]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":}", "{} {}", "nonsense", "{\"a\":NaN}"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Body.json(bytes(text))).isInstanceOf(Body.Malformed.class);
    }

    @Test
    void refusesDepthAndInvalidUtf8() {
        assertThatThrownBy(() -> Body.json(bytes("[".repeat(5000)))).isInstanceOf(Body.Malformed.class);
        assertThatThrownBy(() -> Body.yaml(bytes("[".repeat(5000)))).isInstanceOf(Body.Malformed.class);
        assertThatThrownBy(() -> Body.json(new byte[] {'"', (byte) 0xc3, '"'})).hasMessageContaining("UTF-8");
    }

    @Test
    void keepsNumbersExact() throws Exception {
        String text = "{\"a\":0.1,\"b\":12345678901234567890,\"c\":1e3}";

        assertThat(Body.json(bytes(text)).value().path("b").bigIntegerValue()).hasToString("12345678901234567890");
        assertThat(Json.same(Json.read("1"), Json.read("1.0"))).isTrue();
        assertThat(Json.same(Json.read("[1]"), Json.read("[2]"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".a.b | [1]",
                "{.a.b} | [1]",
                ".a['x.y'] | [2]",
                ".a.x\\.y | [2]",
                ".l[0].n | [\"p\"]",
                ".l[-1].n | [\"q\"]",
                ".l[*].n | [\"p\",\"q\"]",
                ".l[?(@.n==\"q\")].v | [9]",
                ".l[?(@.n!='q')].v | [8]",
                ".none.b | []"
            })
    void findsByJsonPath(String path, String expected) {
        var root = Json.read("{\"a\":{\"b\":1,\"x.y\":2},\"l\":[{\"n\":\"p\",\"v\":8},{\"n\":\"q\",\"v\":9}]}");

        assertThat(Json.MAPPER.createArrayNode().addAll(JsonPath.parse(path).find(root)))
                .isEqualTo(Json.read(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "119,119s",
        "120,2m",
        "125,2m5s",
        "3600,60m",
        "10800,3h",
        "11000,3h3m",
        "100000,27h",
        "200000,2d7h",
        "864000,10d",
        "70000000,2y80d"
    })
    void agesReadAsInKubectl(long seconds, String expected) {
        assertThat(Ages.human(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }
}
