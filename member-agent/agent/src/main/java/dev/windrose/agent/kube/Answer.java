package dev.windrose.agent.kube;

import com.fasterxml.jackson.databind.JsonNode;

/** How the API server answered. A refusal and silence are answers, not exceptions: loops decide by them. */
public sealed interface Answer {

    /** A 2xx. {@code code} is 201 where the request made the object. */
    record Ok(int code, JsonNode body) implements Answer {}

    /**
     * Anything from 300 upwards.
     *
     * @param reason of the {@code metav1.Status}, e.g. {@code Conflict}; empty when the body was none
     * @param message the server's own words, for people
     * @param kind what {@code details.kind} names, e.g. {@code namespaces}; empty when unsaid
     */
    record Refused(int code, String reason, String message, String kind) implements Answer {

        public boolean isNotFound() {
            return code == 404;
        }

        public boolean isConflict() {
            return code == 409;
        }
    }

    /** No answer came: refused connection, reset, timeout. Whether a write took effect is unknown. */
    record Unreachable(String why) implements Answer {}

    /** For people: what went wrong, or that nothing did. */
    default String explain() {
        return switch (this) {
            case Ok(int code, JsonNode _) -> "HTTP " + code;
            case Refused(int code, String reason, String message, String _) ->
                message.isEmpty() ? "HTTP %d %s".formatted(code, reason).strip() : message;
            case Unreachable(String why) -> "no answer from the API server: " + why;
        };
    }
}
