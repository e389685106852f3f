package dev.windrose.hub.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windrose.hub.event.Note.About;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a change of an object's status is worth telling: transitions of its conditions, never that something stayed as it
 * was. Pure. What is unknown, because the hub has just started, is no news.
 */
public final class StatusNotes {
    private StatusNotes() {}

    /**
     * @param object as it was read, with the status before
     * @param after the status now
     */
    public static List<Note> between(JsonNode object, JsonNode after) {
        var about = About.of(object);
        var before = object.path("status");
        return switch (about.kind()) {
            case "InferenceWorkload" -> workload(about, before, after);
            case "MemberCluster" -> member(about, before, after);
            case "PriceSource" -> prices(about, before, after);
            default -> List.of();
        };
    }

    private static List<Note> workload(About about, JsonNode before, JsonNode after) {
        var notes = new ArrayList<Note>();
        var placed = new Change("Placed", before, after);
        var from = before.path("clusters").asText("");
        var to = after.path("clusters").asText("");
        if (placed.to("True")) {
            notes.add(Note.normal(
                    about,
                    "Placed",
                    "%s replicas placed in %s".formatted(after.path("replicas").asText(), to)));
        } else if (placed.is("True") && !from.equals(to) && !from.isEmpty() && !to.isEmpty()) {
            notes.add(Note.normal(about, "Moved", "from %s to %s".formatted(from, to)));
        } else if (placed.to("False") || (placed.is("False") && placed.hasOtherReason())) {
            if (!placed.message().startsWith("not planned yet")) {
                notes.add(Note.warning(about, "NotPlaced", placed.message()));
            }
        }
        var available = new Change("Available", before, after);
        if (available.to("True")) {
            notes.add(Note.normal(
                    about,
                    "Available",
                    "%s replicas are ready".formatted(after.path("ready").asText())));
        }
        var degraded = new Change("Degraded", before, after);
        if (available.from("True") && available.is("False") && !degraded.is("True")) {
            notes.add(Note.warning(about, "Unavailable", available.message()));
        }
        if (available.from("True") && degraded.to("True")) {
            notes.add(Note.warning(about, "Degraded", available.message()));
        }
        scaling(about, before.path("autoscaling"), after.path("autoscaling")).ifPresent(notes::add);
        return notes;
    }

    private static Optional<Note> scaling(About about, JsonNode before, JsonNode after) {
        if (before.isMissingNode() || after.isMissingNode()) {
            return Optional.empty();
        }
        var reason = after.path("reason").asText();
        var message = after.path("message").asText();
        int from = before.path("replicas").asInt();
        int to = after.path("replicas").asInt();
        if (!reason.equals(before.path("reason").asText()) && reason.equals("NoMetrics")) {
            return Optional.of(Note.warning(about, "LoadUnknown", message));
        }
        return from == to || reason.equals("MemberAutoscaler")
                ? Optional.empty()
                : Optional.of(Note.normal(
                        about,
                        to > from ? "ScaledUp" : "ScaledDown",
                        message.startsWith("from ") ? message : "from %d to %d: %s".formatted(from, to, message)));
    }

    private static List<Note> member(About about, JsonNode before, JsonNode after) {
        var notes = new ArrayList<Note>();
        if (new Change("Joined", before, after).to("True")) {
            notes.add(Note.normal(about, "Joined", "the hub has signed the agent's certificate"));
        }
        var was = before.path("presence").asText("");
        var is = after.path("presence").asText("");
        if (is.equals("Lost") && !was.equals("Lost")) {
            notes.add(Note.warning(about, "Lost", new Change("Ready", before, after).message()));
        } else if (is.equals("Connected") && was.equals("Lost")) {
            notes.add(Note.normal(about, "Reconnected", "the agent renews again"));
        }
        return notes;
    }

    private static List<Note> prices(About about, JsonNode before, JsonNode after) {
        var loaded = new Change("Loaded", before, after);
        if (loaded.to("False") || (loaded.is("False") && loaded.hasOtherMessage())) {
            return List.of(Note.warning(about, "PriceSourceFailed", loaded.message()));
        }
        if (loaded.from("False") && loaded.is("True")) {
            return List.of(Note.normal(
                    about,
                    "PriceSourceLoaded",
                    "%s offers".formatted(after.path("offers").asText("0"))));
        }
        return List.of();
    }

    /** One condition, before and after. */
    private static final class Change {
        private final JsonNode before;
        private final JsonNode after;

        Change(String type, JsonNode before, JsonNode after) {
            this.before = condition(type, before);
            this.after = condition(type, after);
        }

        private static JsonNode condition(String type, JsonNode status) {
            for (var condition : status.path("conditions")) {
                if (condition.path("type").asText().equals(type)) {
                    return condition;
                }
            }
            return MissingNode.getInstance();
        }

        boolean is(String status) {
            return after.path("status").asText().equals(status);
        }

        boolean from(String status) {
            return before.path("status").asText().equals(status);
        }

        /** Became so just now. */
        boolean to(String status) {
            return is(status) && !from(status);
        }

        boolean hasOtherReason() {
            return !after.path("reason").equals(before.path("reason"));
        }

        boolean hasOtherMessage() {
            return !after.path("message").equals(before.path("message"));
        }

        String message() {
            return after.path("message").asText("");
        }
    }
}
