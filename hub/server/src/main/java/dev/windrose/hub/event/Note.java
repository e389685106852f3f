package dev.windrose.hub.event;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something to tell about an object.
 *
 * @param about the object it is about
 * @param warning whether people should look at it
 * @param reason one word in CamelCase; programs match on it
 * @param message a sentence for people; cut to {@value #MAX_MESSAGE} characters
 */
public record Note(About about, boolean warning, String reason, String message) {
    /** As much as events.k8s.io takes. */
    static final int MAX_MESSAGE = 1_000;

    /** Which object: cluster-scoped ones have no namespace. */
    public record About(String apiVersion, String kind, String namespace, String name, String uid) {
        public static About of(JsonNode object) {
            var metadata = object.path("metadata");
            return new About(
                    object.path("apiVersion").asText(),
                    object.path("kind").asText(),
                    metadata.path("namespace").asText(""),
                    metadata.path("name").asText(),
                    metadata.path("uid").asText());
        }
    }

    public Note {
        requireNonNull(about, "about is null");
        if (!reason.matches("[A-Z][A-Za-z]{0,63}")) {
            throw new IllegalArgumentException("A reason (%s) is one word in CamelCase".formatted(reason));
        }
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }

    static Note normal(About about, String reason, String message) {
        return new Note(about, false, reason, message);
    }

    static Note warning(About about, String reason, String message) {
        return new Note(about, true, reason, message);
    }
}
