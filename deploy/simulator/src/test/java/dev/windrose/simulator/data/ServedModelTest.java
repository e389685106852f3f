package dev.windrose.simulator.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.simulator.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedModelTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"args\": [\"--model\", \"org/m\"]|org/m|org/m",
                "\"args\": [\"--model=org/m\", \"--max-model-len=4096\"]|org/m|org/m",
                "\"args\": [\"--model\", \"org/m\", \"--served-model-name\", \"chat\", \"--port\", \"9000\"]|chat|org/m",
                "\"command\": [\"vllm\", \"serve\", \"org/m\"], \"args\": [\"--tensor-parallel-size\", \"4\"]|org/m|org/m",
                "\"command\": [\"sh\", \"-c\", \"exec vllm serve org/m --served-model-name chat\"]|chat|org/m",
                "\"command\": [\"python3\", \"-m\", \"sglang.launch_server\"], \"args\": [\"--model-path\", \"org/m\"]|org/m|org/m",
                "\"env\": [{\"name\": \"MODEL_ID\", \"value\": \"org/m\"}]|org/m|org/m"
            })
    void findsTheModelWhereEnginesReadIt(String container, String name, String root) {
        ServedModel model = read(container).orElseThrow();

        assertThat(model.names()).containsExactly(name);
        assertThat(model.root()).isEqualTo(root);
    }

    @Test
    void severalNamesAllServe() {
        assertThat(read("\"args\": [\"--model\", \"org/m\", \"--served-model-name\", \"a\", \"b\"]")
                        .orElseThrow()
                        .names())
                .isEqualTo(List.of("a", "b"));
    }

    @Test
    void embeddingModelsAreKnownByFlagOrName() {
        assertThat(read("\"args\": [\"--model\", \"BAAI/bge-m3\"]")
                        .orElseThrow()
                        .embeds())
                .isTrue();
        assertThat(read("\"args\": [\"--model\", \"org/m\", \"--task\", \"embed\"]")
                        .orElseThrow()
                        .embeds())
                .isTrue();
        assertThat(read("\"args\": [\"--model\", \"org/m\"]").orElseThrow().embeds())
                .isFalse();
    }

    @Test
    void podWithoutAModelIsNoModelServer() {
        assertThat(read("\"args\": [\"sleep\", \"infinity\"]")).isEmpty();
    }

    private static Optional<ServedModel> read(String container) {
        return ServedModel.of(Json.parse("{\"containers\": [{%s}]}".formatted(container)));
    }
}
