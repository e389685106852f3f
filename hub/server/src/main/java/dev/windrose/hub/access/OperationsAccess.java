package dev.windrose.hub.access;

import dev.windrose.hub.HubConfig;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Gate;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import io.quarkus.arc.Arc;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Who may see what runs under {@code /q}: whether the hub lives and is ready is anybody's, without details; metrics, the
 * details of health and whatever else is there need the right to that path.
 */
@ApplicationScoped
public class OperationsAccess {
    private static final Logger LOG = Logger.getLogger(OperationsAccess.class);
    /** Before what it guards, after the headers. */
    private static final int FIRST = -15_000;

    private static final String METRICS = "/q/metrics";
    private static final Map<String, Function<SmallRyeHealthReporter, SmallRyeHealth>> OPEN = Map.of(
            "/q/health/live", SmallRyeHealthReporter::getLiveness,
            "/q/health/ready", SmallRyeHealthReporter::getReadiness,
            "/q/health/started", SmallRyeHealthReporter::getStartup);

    private final Gate gate;
    private final SmallRyeHealthReporter health;
    private final boolean openMetrics;

    public OperationsAccess(Gate gate, SmallRyeHealthReporter health, HubConfig config) {
        this.gate = gate;
        this.health = health;
        this.openMetrics = config.access().openMetrics();
    }

    void mount(@Observes Router router) {
        // The pattern sees the path as the guarded routes see it: normalised.
        router.route("/q/*").order(FIRST).handler(this::guard);
    }

    private void guard(RoutingContext context) {
        var path = context.normalizedPath();
        var open = OPEN.get(path);
        context.response().putHeader("Cache-Control", "no-store");
        if (open != null && isRead(context)) {
            shortly(context, open);
        } else if (openMetrics && path.equals(METRICS) && isLocal(context)) {
            context.next();
        } else {
            admitted(context, path);
        }
    }

    private static boolean isRead(RoutingContext context) {
        var method = context.request().method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static boolean isLocal(RoutingContext context) {
        try {
            var address = context.request().remoteAddress().hostAddress();
            return address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private void admitted(RoutingContext context, String path) {
        var request = context.request().pause();
        Context here = context.vertx().getOrCreateContext();
        var verb = isRead(context) ? "get" : "create";
        gate.admit(request, Attributes.path(verb, path))
                .whenComplete((_, failure) -> here.runOnContext(_ -> {
                    request.resume();
                    if (failure == null) {
                        context.next();
                    } else {
                        refuse(context, failure);
                    }
                }));
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        var known = ApiException.in(failure);
        var refusal = known != null ? known : Failures.unavailable("nobody can tell now who you are: try again", 1);
        if (known == null) {
            LOG.error("authentication failed", failure);
        }
        var response = context.response().setStatusCode(refusal.code()).putHeader("Content-Type", "application/json");
        if (refusal.code() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (refusal.details().retryAfterSeconds() > 0) {
            response.putHeader("Retry-After", Integer.toString(refusal.details().retryAfterSeconds()));
        }
        response.end(refusal.toStatus().toString());
    }

    /** Checks may wait for something: on a thread of their own. */
    private void shortly(RoutingContext context, Function<SmallRyeHealthReporter, SmallRyeHealth> question) {
        Context here = context.vertx().getOrCreateContext();
        Thread.ofVirtual().name("health").start(() -> {
            boolean up = isUp(question);
            here.runOnContext(_ -> context.response()
                    .setStatusCode(up ? 200 : 503)
                    .putHeader("Content-Type", "application/json")
                    .end(up ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}"));
        });
    }

    private boolean isUp(Function<SmallRyeHealthReporter, SmallRyeHealth> question) {
        var request = Arc.container().requestContext();
        request.activate();
        try {
            return !question.apply(health).isDown();
        } catch (RuntimeException e) {
            LOG.warnf("a health check failed: cause=%s", e.toString());
            return false;
        } finally {
            request.terminate();
        }
    }
}
