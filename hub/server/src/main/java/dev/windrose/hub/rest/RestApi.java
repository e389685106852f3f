package dev.windrose.hub.rest;

import dev.windrose.kubeapi.access.Authentication;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.Gate;
import dev.windrose.kubeapi.audit.AuditTrail;
import dev.windrose.kubeapi.status.ApiException;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Serves the table of endpoints under {@code /api/v1}, beside the core kinds whose path that also is: only these first
 * steps are ours, and none of them is a core kind's name.
 *
 * <p>Matched on the raw path, step by step: what a router would normalise leads nowhere.
 */
@ApplicationScoped
public class RestApi {
    static final Set<String> OURS =
            Set.of("fleet", "placements", "cost", "costs", "stream", "members", "audit", "prices");

    private static final Logger LOG = Logger.getLogger(RestApi.class);
    private static final String PREFIX = "/api/v1/";

    /** Before the API core. */
    private static final int FIRST = -10_001;

    private final Gate gate;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final AuditTrail trail;
    private final List<Endpoint> endpoints;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("rest-", 0).factory());

    public RestApi(
            Gate gate,
            Authenticator authenticator,
            Authorizer authorizer,
            AuditTrail trail,
            Instance<Endpoints> features) {
        this.gate = gate;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.trail = trail;
        this.endpoints = features.stream()
                .flatMap(feature -> feature.endpoints().stream())
                .toList();
    }

    void mount(@Observes Router router) {
        router.route().order(FIRST).handler(context -> {
            if (isOurs(String.valueOf(context.request().path()))) {
                serve(context.request(), context.vertx().getOrCreateContext());
            } else {
                context.next();
            }
        });
    }

    void stop(@Observes ShutdownEvent event) {
        threads.shutdownNow();
    }

    private static boolean isOurs(String path) {
        if (!path.startsWith(PREFIX)) {
            return false;
        }
        var end = path.indexOf('/', PREFIX.length());
        return OURS.contains(path.substring(PREFIX.length(), end < 0 ? path.length() : end));
    }

    private record Match(Endpoint endpoint, Map<String, String> parameters) {}

    private void serve(HttpServerRequest request, Context context) {
        request.pause();
        var path = String.valueOf(request.path());
        var id = UUID.randomUUID().toString();
        request.response().putHeader("Audit-Id", id);
        var anonymous = new Call(request, context, Caller.ANONYMOUS, authorizer, Map.of());
        var steps = path.matches("[A-Za-z0-9/._~-]{1,1024}") ? Endpoint.steps(path) : List.<String>of();
        var matches = endpoints.stream()
                .flatMap(endpoint -> endpoint.match(steps).map(values -> new Match(endpoint, values)).stream())
                .toList();
        var match = matches.stream()
                .filter(each -> each.endpoint().method().equals(request.method().name()))
                .findFirst();
        if (match.isEmpty()) {
            fail(anonymous, path, matches.isEmpty() ? Problem.notFound(path) : wrongMethod(request, matches));
            return;
        }
        var wanted = match.get().endpoint().right().attributes(path, match.get().parameters());
        gate.admit(request, wanted).whenComplete((caller, failure) -> {
            if (failure != null) {
                var problem = problem(path, failure);
                if (problem.status() == 401 || problem.status() == 403) {
                    refused(request, path, id, problem.status());
                }
                fail(
                        anonymous,
                        path,
                        problem.status() == 403 && path.startsWith(PREFIX + "members/")
                                ? Problem.notFound(path)
                                : problem);
                return;
            }
            var call =
                    new Call(request, context, caller, authorizer, match.get().parameters());
            threads.execute(() -> run(match.get().endpoint(), call, path));
        });
    }

    private static Problem wrongMethod(HttpServerRequest request, List<Match> matches) {
        var allowed = String.join(
                ", ",
                matches.stream()
                        .map(match -> match.endpoint().method())
                        .sorted()
                        .toList());
        request.response().putHeader("Allow", allowed);
        return Problem.of(
                405,
                "method-not-allowed",
                "This is not done here",
                "%s is not served on this path. Use %s."
                        .formatted(request.method().name(), allowed));
    }

    private static void run(Endpoint endpoint, Call call, String path) {
        try {
            endpoint.handler().handle(call);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(call, path, problem(path, e));
        }
    }

    /** The gate tells nobody whom it refused; the trail wants to know. */
    private void refused(HttpServerRequest request, String path, String id, int code) {
        var address =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        var nobody = Caller.ANONYMOUS.from(Objects.requireNonNullElse(address, ""));
        var caller = code == 401
                ? CompletableFuture.completedStage(nobody)
                : Authentication.of(authenticator, request).exceptionally(_ -> nobody);
        caller.thenAccept(who -> account(request, path, id, code, who));
    }

    private void account(HttpServerRequest request, String path, String id, int code, Caller caller) {
        trail.begin(new AuditTrail.Attempt(
                        id,
                        caller,
                        request.method().name().equals("GET") ? "get" : "create",
                        "",
                        "",
                        "",
                        "",
                        path,
                        Objects.requireNonNullElse(request.getHeader("User-Agent"), ""),
                        false,
                        ""))
                .answered(code);
    }

    private static Problem problem(String path, Throwable failure) {
        if (failure instanceof Problem known) {
            return known;
        }
        var refusal = ApiException.in(
                failure.getCause() != null && ApiException.in(failure) == null ? failure.getCause() : failure);
        if (refusal != null) {
            return Problem.of(refusal);
        }
        var incident = UUID.randomUUID().toString();
        LOG.errorf(failure, "incident=%s path=%s failed", incident, path);
        return Problem.of(
                503,
                "unavailable",
                "The hub cannot answer now",
                "Something failed on our side (incident %s is in the hub's log). Try again in a few seconds."
                        .formatted(incident));
    }

    private static void fail(Call call, String path, Problem problem) {
        call.context().runOnContext(_ -> {
            var response = call.request().response();
            if (response.headWritten() && !response.ended()) {
                response.reset();
                return;
            }
            if (problem.retryAfterSeconds() > 0) {
                response.putHeader("Retry-After", Integer.toString(problem.retryAfterSeconds()));
            }
            if (problem.status() == 401) {
                response.putHeader("WWW-Authenticate", "Bearer");
            }
        });
        call.answer(problem.status(), Problem.MEDIA_TYPE, problem.body(path).toString());
    }
}
