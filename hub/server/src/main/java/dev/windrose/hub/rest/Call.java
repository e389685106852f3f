package dev.windrose.hub.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Caller;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One call of an endpoint. Used from the call's virtual thread; what touches the response runs on its context. */
public final class Call {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int MOST_BODY = 1024 * 1024;

    private final HttpServerRequest request;
    private final Context context;
    private final Caller caller;
    private final Authorizer authorizer;
    private final Map<String, String> parameters;

    Call(
            HttpServerRequest request,
            Context context,
            Caller caller,
            Authorizer authorizer,
            Map<String, String> parameters) {
        this.request = request;
        this.context = context;
        this.caller = caller;
        this.authorizer = authorizer;
        this.parameters = Map.copyOf(parameters);
    }

    public Caller caller() {
        return caller;
    }

    /** The value of a step in braces. */
    public String parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), "the template has no such step");
    }

    /**
     * A parameter of the query; empty text is none.
     *
     * @throws Problem 400 when there is a NUL in it, which no text of the database can hold
     */
    public Optional<String> query(String name) {
        var value = request.getParam(name);
        if (value != null && value.indexOf('\0') >= 0) {
            throw Problem.badRequest("%s holds a NUL character. Leave it out.".formatted(name));
        }
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** @throws Problem 400 when it is no number from 0 on */
    public Optional<Integer> count(String name) {
        return query(name).map(text -> {
            if (!text.matches("[0-9]{1,9}")) {
                throw Problem.badRequest("%s (%s) must be a number from 0 on.".formatted(name, text));
            }
            return Integer.parseInt(text);
        });
    }

    public boolean flag(String name) {
        return request.params().contains(name) && !"false".equals(request.getParam(name));
    }

    /** @throws Problem 400 when it is no instant, or one that the database has no date for */
    public Optional<Instant> instant(String name) {
        return query(name).map(text -> {
            try {
                var instant = Instant.parse(text);
                if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                    return instant;
                }
            } catch (DateTimeParseException _) {
                // Told below.
            }
            throw Problem.badRequest("%s (%s) must be an instant like 2030-01-31T12:00:00Z, of the years 1 to 9999."
                    .formatted(name, text));
        });
    }

    /** Whether the caller may do something besides what brought it here. */
    public boolean may(Attributes attributes) {
        return Database.await(authorizer.authorize(caller, attributes)).allowed();
    }

    /** Whether the caller may do so with a kind of the fleet; the namespace is empty for all of them. */
    public boolean may(String verb, String resource, String namespace) {
        return may(new Attributes(verb, dev.windrose.api.Names.GROUP, resource, "", namespace, "", ""));
    }

    /** The body, at most 1 MiB. @throws Problem 413 or 400 */
    public JsonNode body() {
        var whole = new CompletableFuture<Buffer>();
        context.runOnContext(_ -> {
            var body = Buffer.buffer();
            request.handler(chunk -> {
                if (body.length() + chunk.length() > MOST_BODY) {
                    request.handler(_ -> {});
                    whole.completeExceptionally(Problem.of(
                            413,
                            "too-large",
                            "The body is too large",
                            "At most %d bytes are read.".formatted(MOST_BODY)));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.exceptionHandler(whole::completeExceptionally);
            request.endHandler(_ -> whole.complete(body));
            request.resume();
        });
        try {
            return Json.parse(Database.await(whole).toString(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The body is %s. Send one JSON object.".formatted(e.getMessage()));
        } catch (Database.DatabaseException e) {
            throw e.getCause() instanceof Problem problem
                    ? problem
                    : Problem.badRequest("The body did not arrive. Send it again.");
        }
    }

    public void json(JsonNode body) {
        answer(200, "application/json", body.toString());
    }

    public void text(String contentType, String body) {
        answer(200, contentType, body);
    }

    void answer(int status, String contentType, String body) {
        context.runOnContext(_ -> {
            var response = request.response();
            if (!response.ended() && !response.closed() && !response.headWritten()) {
                head(status, contentType).end(body);
            }
            if (!request.isEnded()) {
                request.resume();
            }
        });
    }

    private io.vertx.core.http.HttpServerResponse head(int status, String contentType) {
        return request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    /** Begins an answer that goes on; nothing else may be answered after it. */
    public Outflow stream(String contentType) {
        return new Outflow(request, context, response -> head(200, contentType).setChunked(true));
    }

    /** The request and its context, for those who hand the response on as bytes. */
    public HttpServerRequest request() {
        return request;
    }

    public Context context() {
        return context;
    }
}
