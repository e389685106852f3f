package dev.windrose.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of {@code deploy/crds} that follow from the kinds alone, by path below that folder: a definition and a JSON
 * schema for each. Fields are sorted, so that a diff shows a change and nothing else.
 */
final class Documents {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final String HEADER = """
            # Made by build/crds from the Java types in hub/api; do not edit. A change that breaks users fails the build
            # (released/README.md).
            """;

    private Documents() {}

    static Map<String, String> all() {
        var files = new TreeMap<String, String>();
        Kinds.definitions().forEach((plural, definition) -> {
            var kind = definition.getSpec().getNames().getSingular();
            var version = definition.getSpec().getVersions().getFirst().getName();
            files.put(plural + ".yaml", definition(definition));
            files.put(
                    "schemas/%s/%s_%s.json".formatted(Names.GROUP, kind, version),
                    JsonSchema.of(definition, tree(definition)));
        });
        return files;
    }

    private static String definition(CustomResourceDefinition definition) {
        return HEADER + yaml(tree(definition));
    }

    private static JsonNode tree(CustomResourceDefinition definition) {
        return Kinds.tree(definition, JSON);
    }

    static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String yaml(JsonNode tree) {
        try {
            return YAML.writeValueAsString(JSON.treeToValue(tree, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(JsonNode tree) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(tree, Object.class)) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
