package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A story of requests, {@code NAME.yaml}, with what a real kube-apiserver answered, {@code NAME.answers.yaml}.
 *
 * <p>The first comment of the file says what it shows. In paths and bodies, {@code {ns}} is the case's own namespace, and
 * {@code {uid-1}}, {@code {rv-1}} are the first uid and resourceVersion that an answer of this case showed.
 */
record WriteCase(String name, Path requests, Path answers) {
    static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    /**
     * One request.
     *
     * @param send method and path
     * @param type media type of the body
     * @param body as text; empty for none
     * @param until asked again, within a bound, until the answer has this code; 0: asked once
     * @param untilHas asked again until the answer holds this text
     * @param compare {@code all}, or {@code code} where only code and reason need to agree
     * @param managers whether managedFields are compared
     * @param ours code and reason of our answer where it differs on purpose, as in {@code 400 BadRequest}; else empty
     */
    record Step(
            String send,
            String type,
            String body,
            int until,
            String untilHas,
            String compare,
            boolean managers,
            String ours) {
        String method() {
            return send.substring(0, send.indexOf(' '));
        }

        String path() {
            return send.substring(send.indexOf(' ') + 1);
        }
    }

    static Stream<WriteCase> all() {
        try {
            Path folder = Path.of(
                            WriteCase.class.getResource("/writes/readme.txt").toURI())
                    .getParent();
            // What is recorded goes where the sources are, not into the build's output.
            Path home = Path.of(System.getProperty("golden.writes", folder.toString()));
            List<Path> files;
            try (Stream<Path> found = Files.list(home)) {
                files = found.filter(f -> f.toString().endsWith(".yaml"))
                        .filter(f -> !f.toString().endsWith(".answers.yaml"))
                        .sorted()
                        .toList();
            }
            return files.stream().map(file -> {
                String name = file.getFileName().toString().replace(".yaml", "");
                return new WriteCase(name, file, home.resolve(name + ".answers.yaml"));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Step> steps() {
        return read(requests).valueStream().map(WriteCase::step).toList();
    }

    private static Step step(JsonNode at) {
        String send = at.path("send").asText();
        JsonNode body = at.path("body");
        String text = body.isMissingNode() ? "" : body.isTextual() ? body.textValue() : body.toString();
        return new Step(
                send,
                at.path("type").asText("application/json"),
                text,
                at.path("until").asInt(0),
                at.path("untilHas").asText(""),
                at.path("compare").asText("all"),
                at.path("managers").asBoolean(false),
                at.path("ours").asText(""));
    }

    static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    void record(JsonNode found) {
        try {
            Files.writeString(answers, YAML.writeValueAsString(found));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + answers, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
