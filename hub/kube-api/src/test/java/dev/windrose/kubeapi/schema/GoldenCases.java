package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A file of objects with what a real kube-apiserver says of them ({@code errors}). */
public final class GoldenCases {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private final Path file;

    public GoldenCases(Path file) {
        this.file = file;
    }

    public static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    public ArrayNode all() {
        return (ArrayNode) read(file);
    }

    /** Writes what the real server said; comments at the top stay. */
    public void write(List<List<String>> answers) {
        var cases = all();
        for (int i = 0; i < cases.size(); i++) {
            var errors = ((ObjectNode) cases.get(i)).putArray("errors");
            answers.get(i).forEach(errors::add);
        }
        try (var lines = Files.lines(file)) {
            String head = lines.takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n", "", "\n"));
            Files.writeString(file, head + YAML.writeValueAsString(cases));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    public static List<String> expected(JsonNode one) {
        var errors = new ArrayList<String>();
        one.path("errors").forEach(error -> errors.add(error.asText()));
        return errors;
    }

    /** What a schema's own checks answer, in the same form: pruned, defaulted, then asked. */
    public static ObjectNode served(Schema schema, JsonNode object) {
        return Defaulting.applyDefaults(
                schema, Pruning.prune(schema, (ObjectNode) object).object());
    }

    public static Optional<ObjectNode> old(Schema schema, JsonNode one) {
        return one.has("old") ? Optional.of(served(schema, one.get("old"))) : Optional.empty();
    }

    public static List<String> told(List<FieldError> faults) {
        return faults.stream()
                .map(fault -> fault.kind().reason() + " | " + fault.message())
                .sorted()
                .toList();
    }
}
