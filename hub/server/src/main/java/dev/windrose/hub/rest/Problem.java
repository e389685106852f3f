package dev.windrose.hub.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.status.ApiException;

/** A refusal on its way to the caller, told by RFC 9457. Without stack trace: it tells of the request. */
public final class Problem extends RuntimeException {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String title;
    private final int retryAfterSeconds;

    private Problem(int status, String type, String title, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /**
     * @param type a word for programs, e.g. {@code agent-away}
     * @param detail for people: what is wrong with values, and how to mend it
     */
    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, status == 503 || status == 504 ? 5 : 0);
    }

    public static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request cannot be understood", detail);
    }

    /** The same whether it is not there or not to be known. */
    public static Problem notFound(String path) {
        return of(
                404,
                "not-found",
                "There is nothing here",
                "%s leads nowhere, or is not yours to see. GET /api/v1/fleet/endpoints lists what there is."
                        .formatted(path));
    }

    /** The API core's refusals in this form. */
    static Problem of(ApiException refusal) {
        var type = refusal.reason().text().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
        var title = switch (refusal.code()) {
            case 401 -> "Nobody knows you";
            case 403 -> "This is not allowed";
            case 422 -> "The object breaks the rules of its kind";
            case 429 -> "Too many requests";
            case 503 -> "The hub cannot answer now";
            default -> refusal.reason().text();
        };
        var mend = switch (refusal.code()) {
            case 401 -> ". Send a valid token: Authorization: Bearer …";
            case 403 -> ". Ask an administrator for a role that allows it";
            default -> "";
        };
        return new Problem(
                refusal.code(),
                type,
                title,
                refusal.getMessage() + mend,
                refusal.details().retryAfterSeconds());
    }

    public int status() {
        return status;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    ObjectNode body(String instance) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "urn:windrose:problem:" + type)
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage())
                .put("instance", instance);
    }
}
