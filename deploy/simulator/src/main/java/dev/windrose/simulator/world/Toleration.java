package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;

/** A pod's toleration; an empty key with operator Exists tolerates everything, an empty effect every effect. */
public record Toleration(String key, String operator, String value, String effect) {
    static Toleration of(JsonNode node) {
        return new Toleration(
                Json.text(node, "key"),
                Json.text(node, "operator"),
                Json.text(node, "value"),
                Json.text(node, "effect"));
    }

    public boolean tolerates(Node.Taint taint) {
        boolean effectMatches = effect.isEmpty() || effect.equals(taint.effect());
        boolean keyMatches = key.isEmpty() ? operator.equals("Exists") : key.equals(taint.key());
        return effectMatches && keyMatches && (operator.equals("Exists") || value.equals(taint.value()));
    }
}
