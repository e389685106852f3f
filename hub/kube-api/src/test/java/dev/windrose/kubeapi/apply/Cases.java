package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.windrose.kubeapi.schema.Defaulting;
import dev.windrose.kubeapi.schema.Pruning;
import dev.windrose.kubeapi.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what tests of this package lay out as files, and does to objects what a server does around an apply. */
final class Cases {
    static final YAMLMapper YAML = new YAMLMapper();

    private Cases() {}

    static Path folder() {
        try {
            return Path.of(Cases.class.getResource("/apply/widget.schema.yaml").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Schema widgets() {
        return Schema.parse(read(folder().resolve("widget.schema.yaml"))).withStatusSubresource(true);
    }

    static ObjectNode read(Path file) {
        return yaml(text(file));
    }

    static Optional<ObjectNode> readIfThere(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        }
    }

    static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not parse " + text, e);
        }
    }

    static ObjectNode served(Schema schema, ObjectNode object) {
        return Defaulting.applyDefaults(schema, Pruning.prune(schema, object).object());
    }

    /** What an update leaves of a sent object: the main resource keeps its status, status keeps all else. */
    static ObjectNode reachable(ObjectNode sent, Optional<ObjectNode> live, boolean toStatus) {
        ObjectNode result = (toStatus ? live.orElseThrow() : sent).deepCopy();
        JsonNode status = (toStatus ? sent : live.orElse(sent.objectNode())).get("status");
        result.remove("status");
        if (status != null) {
            result.set("status", status.deepCopy());
        }
        return result;
    }
}
