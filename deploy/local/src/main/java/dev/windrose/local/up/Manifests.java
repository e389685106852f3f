package dev.windrose.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.KubeClient.Answer;
import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** YAML files applied to the fleet API, as {@code kubectl apply --server-side} would. */
public final class Manifests {
    private static final String MANAGER = "windrose-demo";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int CONFLICT = 409;

    private final KubeClient hub;
    private final Map<String, JsonNode> kinds = new HashMap<>();

    public Manifests(KubeClient hub) {
        this.hub = hub;
    }

    /** Every document of a file, in its order. */
    public static List<JsonNode> read(Path file) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).readValues(Files.readString(file))) {
            var objects = new ArrayList<JsonNode>();
            while (documents.hasNext()) {
                var next = (JsonNode) documents.next();
                if (next.isObject()) {
                    objects.add(next);
                }
            }
            return List.copyOf(objects);
        }
    }

    /**
     * Applies without force. What a person has changed stays the person's.
     *
     * @return whether it was applied; false when somebody else holds one of its fields
     * @throws FleetException when the hub refuses it
     */
    public boolean apply(JsonNode object) throws IOException, InterruptedException {
        Answer answer = hub.apply(path(object), object, MANAGER, false);
        if (answer.status() == CONFLICT) {
            return false;
        }
        if (!answer.ok()) {
            throw new FleetException("The hub refused %s: %s".formatted(name(object), answer.message()));
        }
        return true;
    }

    public static String name(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asText();
        return (namespace.isEmpty() ? "" : namespace + "/")
                + object.at("/metadata/name").asText();
    }

    /** Where an object lies, by the API's own discovery. */
    public String path(JsonNode object) throws IOException, InterruptedException {
        String version = object.path("apiVersion").asText();
        String base = version.contains("/") ? "/apis/" + version : "/api/" + version;
        String kind = object.path("kind").asText();
        JsonNode resource = kinds.get(version + "/" + kind);
        if (resource == null) {
            Answer discovery = KubeClient.expect(hub.get(base), "discovery of " + version);
            for (JsonNode entry : discovery.body().path("resources")) {
                if (!entry.path("name").asText().contains("/")) {
                    kinds.put(version + "/" + entry.path("kind").asText(), entry);
                }
            }
            resource = kinds.get(version + "/" + kind);
        }
        if (resource == null) {
            throw new FleetException("The hub serves no kind %s of %s.".formatted(kind, version));
        }
        String namespace = resource.path("namespaced").asBoolean()
                ? "/namespaces/" + object.at("/metadata/namespace").asText("default")
                : "";
        return base + namespace + "/" + resource.path("name").asText() + "/"
                + object.at("/metadata/name").asText();
    }
}
