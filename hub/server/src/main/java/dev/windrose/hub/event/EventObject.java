package dev.windrose.hub.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/** Notes as objects of core/v1 Event. Pure. The same note about the same object has the same name, hence one object. */
final class EventObject {
    static final String REPORTER = "windrose";
    private static final int MAX_NAME = 253;
    private static final int DIGEST = 16;

    private EventObject() {}

    /** Events of cluster-scoped objects live in the default namespace, where clients look for them. */
    static String namespaceOf(Note.About about) {
        return about.namespace().isEmpty() ? "default" : about.namespace();
    }

    static ObjectNode first(Note note, Instant now) {
        var about = note.about();
        var time = time(now);
        var event = JsonNodeFactory.instance.objectNode();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", name(note)).put("namespace", namespaceOf(about));
        var involved = event.putObject("involvedObject")
                .put("apiVersion", about.apiVersion())
                .put("kind", about.kind())
                .put("name", about.name())
                .put("uid", about.uid());
        if (!about.namespace().isEmpty()) {
            involved.put("namespace", about.namespace());
        }
        event.put("type", note.warning() ? "Warning" : "Normal")
                .put("reason", note.reason())
                .put("message", note.message())
                .put("count", 1)
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("reportingComponent", REPORTER)
                .put("reportingInstance", "");
        event.putObject("source").put("component", REPORTER);
        return event;
    }

    /** The merge patch that counts it once more. */
    static ObjectNode again(JsonNode known, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", known.path("count").asInt(1) + 1)
                .put("lastTimestamp", time(now));
    }

    /** When anybody last saw it; the beginning of time when it does not say. */
    static Instant lastSeen(JsonNode event) {
        var last = Instant.EPOCH;
        for (var pointer :
                List.of("/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp")) {
            var seen = instant(event.at(pointer).asText(""));
            last = seen.isAfter(last) ? seen : last;
        }
        return last;
    }

    private static Instant instant(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private static String name(Note note) {
        var about = note.about();
        var text = String.join("\n", about.uid(), note.reason(), note.message(), Boolean.toString(note.warning()));
        var head = about.name().substring(0, Math.min(about.name().length(), MAX_NAME - DIGEST - 1));
        return head + "." + digest(text);
    }

    private static String digest(String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
