package dev.windrose.hub.pause;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.pause.Pauses.Held;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The condition {@code Paused}. Pure. */
public final class PauseConditions {
    private static final String TYPE = "Paused";

    private PauseConditions() {}

    /**
     * Adds the condition to a status that is about to be written.
     *
     * @param before the conditions as they stand, for the transition time
     * @param generation of the object's spec; 0 for none
     * @param pauses all that hold for the object, the widest first
     */
    public static ObjectNode add(ObjectNode status, JsonNode before, long generation, List<Held> pauses, Instant now) {
        var holds = pauses.isEmpty() ? "False" : "True";
        var condition = status.withArray("conditions")
                .addObject()
                .put("lastTransitionTime", since(before, holds, now))
                .put("message", message(pauses));
        if (generation > 0) {
            condition.put("observedGeneration", generation);
        }
        condition.put("reason", reason(pauses)).put("status", holds).put("type", TYPE);
        return status;
    }

    private static String reason(List<Held> pauses) {
        if (pauses.isEmpty()) {
            return "NotPaused";
        }
        return switch (pauses.getFirst().scope()) {
            case FLEET -> "FleetPaused";
            case CLUSTER -> "ClusterPaused";
            case WORKLOAD -> "WorkloadPaused";
        };
    }

    private static String message(List<Held> pauses) {
        return pauses.stream()
                .map(held -> "%s is paused by %s%s: %s"
                        .formatted(
                                held.what(),
                                held.by(),
                                held.since().isEmpty() ? "" : " since " + held.since(),
                                held.reason()))
                .collect(Collectors.joining("; "));
    }

    private static String since(JsonNode before, String status, Instant now) {
        for (var old : before) {
            if (old.path("type").asText().equals(TYPE)
                    && old.path("status").asText().equals(status)) {
                return old.path("lastTransitionTime").asText();
            }
        }
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
