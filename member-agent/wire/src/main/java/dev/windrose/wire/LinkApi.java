package dev.windrose.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** The JSON of the hub's HTTPS endpoints under {@code /link/v1}, read and written in one place. */
public final class LinkApi {

    public static final String CA = "/link/v1/ca";
    public static final String JOIN = "/link/v1/join";
    public static final String RENEW = "/link/v1/renew";
    public static final String BODIES = "/link/v1/bodies/";
    public static final String LOGS = "/link/v1/logs/";

    /** On an upload to {@link #LOGS}: the HTTP code of what is in the body, 200 for a log. */
    public static final String LOG_STATUS = "Windrose-Log-Status";

    /** No request to these endpoints is larger (bytes). */
    public static final int MAX_REQUEST_BYTES = 16 * 1024;

    private LinkApi() {}

    /** What an agent asks with its token. */
    public record JoinRequest(String token, String csr, String agentVersion) {

        public String toJson() {
            ObjectNode node = MessageJson.MAPPER.createObjectNode();
            return text(node.put("token", token).put("csr", csr).put("agentVersion", agentVersion));
        }

        public static Optional<JoinRequest> parse(String json) {
            return fields(json)
                    .flatMap(f -> guarded(() -> new JoinRequest(
                            f.text("token"), f.text("csr"), f.has("agentVersion") ? f.text("agentVersion") : "")));
        }

        @Override
        public String toString() {
            return "JoinRequest[agentVersion=%s, token redacted]".formatted(agentVersion);
        }
    }

    /** What a member asks with its present certificate. */
    public record RenewRequest(String csr) {

        public String toJson() {
            return text(MessageJson.MAPPER.createObjectNode().put("csr", csr));
        }

        public static Optional<RenewRequest> parse(String json) {
            return fields(json).flatMap(f -> guarded(() -> new RenewRequest(f.text("csr"))));
        }
    }

    /** What a member gets: its certificate, whom to trust and where to connect. Nothing in it is secret. */
    public record Membership(
            String cluster, String certificate, String ca, String hubKey, String mqttHost, int mqttPort) {

        public String toJson() {
            return text(MessageJson.MAPPER
                    .createObjectNode()
                    .put("cluster", cluster)
                    .put("certificate", certificate)
                    .put("ca", ca)
                    .put("hubKey", hubKey)
                    .put("mqttHost", mqttHost)
                    .put("mqttPort", mqttPort));
        }

        public static Optional<Membership> parse(String json) {
            return fields(json)
                    .flatMap(f -> guarded(() -> new Membership(
                            f.text("cluster"),
                            f.text("certificate"),
                            f.text("ca"),
                            f.text("hubKey"),
                            f.text("mqttHost"),
                            f.number("mqttPort"))));
        }
    }

    /** RFC 9457 problem details. */
    public static String problem(int status, String title, String reason, String detail) {
        return text(MessageJson.MAPPER
                .createObjectNode()
                .put("type", "about:blank")
                .put("status", status)
                .put("title", title)
                .put("reason", reason)
                .put("detail", detail));
    }

    /** The {@code reason} and {@code detail} of a problem, for people; the empty text when it is none. */
    public static String problemText(String json) {
        return fields(json)
                .map(f -> (f.has("reason") ? f.text("reason") + ": " : "") + (f.has("detail") ? f.text("detail") : ""))
                .orElse("");
    }

    /** The answer while a person must still agree. */
    public static String waiting() {
        return text(MessageJson.MAPPER.createObjectNode().put("waiting", true));
    }

    private static Optional<MessageJson.Fields> fields(String json) {
        try {
            return Optional.of(new MessageJson.Fields(MessageJson.MAPPER.readTree(json)));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> guarded(java.util.function.Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String text(ObjectNode node) {
        try {
            return MessageJson.MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values cannot be written as JSON.", e);
        }
    }
}
