package dev.windrose.kubeapi.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Authentication;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.audit.AuditTrail;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.status.Failures;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes API as one request handler: mount it on a Vert.x HTTP server, or on the main router of Quarkus for the
 * paths in {@link #PREFIXES}. Runs on the event loop and never blocks it; one instance serves one store.
 */
public final class KubeApi implements Handler<HttpServerRequest> {
    /** First path segments that belong to the API. */
    public static final Set<String> PREFIXES =
            Set.of("api", "apis", "openapi", "version", "healthz", "livez", "readyz");

    private static final List<String> HEALTH = List.of("healthz", "livez", "readyz");

    private static final String BEARER = "bearer ";

    private final KubeService service;
    private final Authenticator authenticator;
    private final AuditTrail trail;
    private final Access access;
    private final DocumentRoutes documents;
    private final ResourceRoutes resources;
    private final SelfReviews reviews;
    private final ObjectNode version;

    private KubeApi(Builder builder, KubeService service) {
        this.service = service;
        this.authenticator = requireNonNull(
                builder.authenticator, "authenticator is null. Maybe builder().authenticator(…) is missing.");
        Authorizer authorizer =
                requireNonNull(builder.authorizer, "authorizer is null. Maybe builder().authorizer(…) is missing.");
        this.trail = builder.trail;
        this.access = new Access(authorizer);
        this.documents = new DocumentRoutes(service.registry(), builder.version);
        this.resources = new ResourceRoutes(service, access);
        this.reviews = new SelfReviews(authorizer);
        this.version = version(builder.version);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What is served as one OpenAPI v3 document, e.g. to make client code from. */
    public static ObjectNode openApi(ResourceRegistry kinds, String gitVersion) {
        return OpenApi.whole(kinds, gitVersion);
    }

    /** Everything without a default must be given. */
    public static final class Builder {
        private @Nullable KubeService service;
        private @Nullable Authenticator authenticator;
        private @Nullable Authorizer authorizer;
        private AuditTrail trail = AuditTrail.NONE;
        private String version = "v1.33.0";

        private Builder() {}

        public Builder service(KubeService kubeService) {
            this.service = kubeService;
            return this;
        }

        public Builder authenticator(Authenticator port) {
            this.authenticator = port;
            return this;
        }

        public Builder authorizer(Authorizer port) {
            this.authorizer = port;
            return this;
        }

        /** Who keeps account of changes; nobody, unless given. */
        public Builder audit(AuditTrail port) {
            this.trail = port;
            return this;
        }

        /** What {@code /version} says, as {@code v<major>.<minor>.<patch>[+suffix]}: the Kubernetes whose conventions hold. */
        public Builder version(String gitVersion) {
            this.version = gitVersion;
            return this;
        }

        public KubeApi build() {
            return new KubeApi(
                    this, requireNonNull(service, "service is null. Maybe builder().service(…) is missing."));
        }
    }

    private static ObjectNode version(String gitVersion) {
        String[] parts = gitVersion.split("[.+-]", -1);
        if (!gitVersion.startsWith("v") || parts.length < 3) {
            throw new IllegalArgumentException("version (%s) must be like v1.33.0".formatted(gitVersion));
        }
        return Json.object()
                .put("major", parts[0].substring(1))
                .put("minor", parts[1])
                .put("gitVersion", gitVersion)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "linux/amd64");
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.pause();
        var exchange = new Exchange(request, requireNonNull(Vertx.currentContext(), "not on a Vert.x context"));
        request.response().exceptionHandler(_ -> {});
        exchange.run(() -> {
            String raw = request.path();
            RequestPath path = raw == null ? null : RequestPath.parse(raw).orElse(null);
            if (path instanceof RequestPath.Other other && isPublic(other)) {
                if (showsToken(request)) {
                    // Open to everybody but to those who say that they are somebody, and are not.
                    exchange.then(Authentication.of(authenticator, request), _ -> publicPath(exchange, other));
                } else {
                    publicPath(exchange, other);
                }
                return;
            }
            var audited = new Audited(trail, exchange, path);
            exchange.then(Authentication.of(authenticator, request), caller -> {
                audited.from(caller);
                if (path == null) {
                    throw Failures.noSuchPath();
                }
                admitted(exchange, audited, caller, path);
            });
        });
    }

    private static boolean showsToken(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static boolean isPublic(RequestPath.Other path) {
        return !path.segments().isEmpty()
                && (HEALTH.contains(path.segments().getFirst())
                        || path.segments().equals(List.of("version")));
    }

    private void publicPath(Exchange exchange, RequestPath.Other path) {
        readOnly(exchange);
        if (path.segments().equals(List.of("version"))) {
            exchange.send(200, version);
        } else if (path.segments().equals(List.of("readyz"))) {
            exchange.then(service.currentVersion(), _ -> exchange.sendText(200, "text/plain; charset=utf-8", "ok"));
        } else {
            exchange.sendText(200, "text/plain; charset=utf-8", "ok");
        }
    }

    private static void readOnly(Exchange exchange) {
        String method = exchange.request().method().name();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw Failures.methodNotAllowed();
        }
    }

    private void admitted(Exchange exchange, Audited audited, Caller caller, RequestPath path) {
        switch (path) {
            case RequestPath.Resource at when SelfReviews.isReview(at) -> reviews.serve(exchange, caller, at);
            case RequestPath.Resource at -> {
                String verb = ResourceRoutes.verb(exchange, at);
                audited.wants(verb, at);
                exchange.then(access.right(caller, verb, at), right -> {
                    AuditTrail.Entry entry = audited.admitted(right);
                    ResourceRoutes routes =
                            entry == null ? resources : new ResourceRoutes(service.through(entry::through), access);
                    routes.serve(exchange, caller, at, verb);
                });
            }
            case RequestPath.Other other -> {
                readOnly(exchange);
                exchange.then(access.require(caller, "get", other), _ -> documents.serve(exchange, other.segments()));
            }
        }
    }
}
