package dev.windrose.hub.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.fit.Checkpoint;
import dev.windrose.placement.fit.ConfigReader;
import dev.windrose.placement.fit.ConfigReading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was answered of one model.
 *
 * @param askedAt when there was an answer last
 * @param config as published; empty: never known
 * @param checkpoint what its files count
 * @param problem why the last answer was none; empty: it was one
 */
public record StoredConfig(
        String id, Instant askedAt, String etag, Optional<JsonNode> config, Checkpoint checkpoint, String problem) {
    /** What the config tells; empty where there is none. */
    Optional<ConfigReading> reading() {
        return config.map(tree -> ConfigReader.read(
                id, Json.MAPPER.convertValue(tree, Map.class), checkpoint, "https://huggingface.co/" + id));
    }

    /** Another answer than a config. */
    StoredConfig failed(Instant now, String why) {
        return new StoredConfig(id, now, etag, config, checkpoint, why);
    }

    /** The answer before still holds. */
    StoredConfig confirmed(Instant now) {
        return new StoredConfig(id, now, etag, config, checkpoint, "");
    }

    /** As {@code {"values": {"BF16": 8030261248}, "bytes": 16060522496}}. */
    public static JsonNode tree(Checkpoint checkpoint) {
        var tree = Json.MAPPER.createObjectNode();
        var values = tree.putObject("values");
        checkpoint.values().forEach(values::put);
        checkpoint.bytes().ifPresent(bytes -> tree.put("bytes", bytes));
        return tree;
    }

    public static Checkpoint checkpoint(JsonNode tree) {
        var values = new HashMap<String, Long>();
        tree.path("values").properties().forEach(each -> {
            if (each.getValue().canConvertToLong()) {
                values.put(each.getKey(), each.getValue().asLong());
            }
        });
        var bytes = tree.path("bytes");
        try {
            return new Checkpoint(values, bytes.asLong() > 0 ? OptionalLong.of(bytes.asLong()) : OptionalLong.empty());
        } catch (IllegalArgumentException _) {
            return Checkpoint.UNKNOWN;
        }
    }
}
