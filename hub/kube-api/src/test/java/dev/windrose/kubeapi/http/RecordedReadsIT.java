package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** We answer lists and watches as a real kube-apiserver did when the files in {@code reads/} were recorded. */
@Timeout(90)
class RecordedReadsIT {
    @ParameterizedTest
    @ValueSource(strings = {"labels", "fields", "lists", "tokens", "watches"})
    void answersAsTheRealServer(String file) throws Exception {
        List<ReadScript.Line> lines = ReadScript.lines(file);
        try (var server = new DemoServer();
                var script = new ReadScript(URI.create(server.url()), server.caPem(), DemoServer.TOKEN)) {
            script.makeWidgets();

            List<String> answers = script.answers(lines);

            assertThat(told(lines, answers))
                    .isEqualTo(told(
                            lines, lines.stream().map(ReadScript.Line::expected).toList()));
        }
    }

    static String told(List<ReadScript.Line> lines, List<String> answers) {
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append("? ")
                    .append(lines.get(i).query())
                    .append("\n= ")
                    .append(answers.get(i))
                    .append('\n');
        }
        return text.toString();
    }
}
