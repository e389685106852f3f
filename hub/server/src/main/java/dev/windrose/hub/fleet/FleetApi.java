package dev.windrose.hub.fleet;

import dev.windrose.hub.access.FleetAccess;
import dev.windrose.hub.audit.AuditFeed;
import dev.windrose.hub.audit.AuditStore;
import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.audit.AuditTrail;
import dev.windrose.kubeapi.http.KubeApi;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.ResourceStore;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The fleet API on the hub's HTTPS port: the API core over PostgreSQL. */
@ApplicationScoped
public class FleetApi {
    /** Before the routes of Quarkus, which read the body. */
    private static final int FIRST = -10_000;

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    KubeService service(ResourceStore store, InstantSource clock, FleetAccess access, PgAuditLog log, AuditFeed feed) {
        return new KubeService(
                ResourceRegistry.of(FleetKinds.descriptors(clock, access.admissions(), access.objectLimits()::around)),
                new AuditStore(store, log, feed));
    }

    /**
     * By the raw path's first segment and not by a route's pattern: what the router would normalise ({@code //},
     * {@code ..}, {@code %2f}) must reach the API core as it came, which refuses it.
     */
    void mount(
            @Observes Router router,
            KubeService service,
            Authenticator authenticator,
            Authorizer authorizer,
            AuditTrail trail) {
        var api = KubeApi.builder()
                .service(service)
                .authenticator(authenticator)
                .authorizer(authorizer)
                .audit(trail)
                .build();
        router.route().order(FIRST).handler(context -> {
            if (KubeApi.PREFIXES.contains(
                    firstSegment(String.valueOf(context.request().path())))) {
                api.handle(context.request());
            } else {
                context.next();
            }
        });
    }

    private static String firstSegment(String path) {
        var end = path.indexOf('/', 1);
        return path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
    }
}
