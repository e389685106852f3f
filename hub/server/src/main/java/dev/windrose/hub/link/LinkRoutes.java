package dev.windrose.hub.link;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.wire.LinkApi;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;

/** The endpoints of {@link LinkApi} on the hub's HTTPS server. Each names who may use it. */
final class LinkRoutes {

    private static final Logger LOG = Logger.getLogger(LinkRoutes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Before whatever else is mounted on the router. */
    private static final int ORDER = -1_000;
    /** Before anybody who would read the body. */
    private static final int BEFORE_BODIES = -10_000;

    private final Joins joins;
    private final DesiredStateSource desired;
    private final LogUploads logs;
    private final Executor workers;

    LinkRoutes(Joins joins, DesiredStateSource desired, LogUploads logs, Executor workers) {
        this.joins = joins;
        this.desired = desired;
        this.logs = logs;
        this.workers = workers;
    }

    void mount(Router router) {
        var limit = BodyHandler.create(false).setBodyLimit(LinkApi.MAX_REQUEST_BYTES);
        // Anybody: it is public, and checked against the token's pin.
        router.get(LinkApi.CA).order(ORDER).handler(request -> answer(request, joins::ca));
        // Anybody who holds a join token.
        router.post(LinkApi.JOIN)
                .order(ORDER)
                .handler(limit)
                .handler(request -> answer(request, () -> joins.join(text(request))));
        // Members, by their certificate.
        router.post(LinkApi.RENEW)
                .order(ORDER)
                .handler(limit)
                .handler(request -> answer(request, () -> joins.renew(peer(request.request()), text(request))));
        router.get(LinkApi.BODIES + ":digest")
                .order(ORDER)
                .handler(request -> answer(
                        request, () -> body(peer(request.request()), String.valueOf(request.pathParam("digest")))));
        router.post(LinkApi.LOGS + ":id")
                .order(BEFORE_BODIES)
                .handler(request -> log(request, String.valueOf(request.pathParam("id"))));
    }

    private Joins.Reply body(Optional<X509Certificate> peer, String digest) {
        Optional<ClusterName> cluster = peer.flatMap(joins::activeMember);
        if (cluster.isEmpty()) {
            return Joins.Reply.problem(
                    403, "Forbidden", "not-a-member", "Show a valid member certificate that is not revoked.");
        }
        Optional<Body> found = Digest.isValid(digest)
                ? desired.body(cluster.get(), new Digest(digest)).await().atMost(PATIENCE)
                : Optional.empty();
        return found.map(body -> Joins.Reply.json(200, body.json()))
                .orElseGet(() -> Joins.Reply.problem(
                        404, "Not Found", "no-such-body", "No desired state of this cluster has this digest."));
    }

    /** The body is the reader's to take, as fast as he reads: it stays paused until he does. */
    private void log(RoutingContext routing, String id) {
        HttpServerRequest request = routing.request();
        request.pause();
        Context context = routing.vertx().getOrCreateContext();
        Optional<X509Certificate> peer = peer(request);
        workers.execute(() -> {
            boolean taken = isTaken(peer, id, request);
            if (!taken) {
                context.runOnContext(_ -> request.response()
                        .setStatusCode(404)
                        .putHeader("Content-Type", "application/problem+json")
                        .end(LinkApi.problem(404, "Not Found", "nobody-waits", "Nobody waits for this log (any more)."))
                        // The body may have no end: it is not read.
                        .onComplete(_ -> request.response().reset()));
            }
        });
    }

    private boolean isTaken(Optional<X509Certificate> peer, String id, HttpServerRequest request) {
        try {
            return peer.flatMap(joins::activeMember)
                    .filter(member -> logs.arrived(member, id, request))
                    .isPresent();
        } catch (RuntimeException e) {
            LOG.warnf("a log was not taken cause=%s", e.toString());
            return false;
        }
    }

    private static String text(RoutingContext request) {
        String text = request.body().asString();
        return text == null ? "" : text;
    }

    /** The certificate of the connection; the TLS server let only certificates of the hub's CA in. */
    private static Optional<X509Certificate> peer(HttpServerRequest request) {
        if (request.sslSession() == null) {
            return Optional.empty();
        }
        try {
            return request.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    /** Works on a virtual thread, answers on the request's own context. */
    private void answer(RoutingContext request, Supplier<Joins.Reply> work) {
        Context context = request.vertx().getOrCreateContext();
        workers.execute(() -> {
            Joins.Reply reply = guarded(work);
            context.runOnContext(_ -> request.response()
                    .setStatusCode(reply.status())
                    .putHeader("Content-Type", reply.contentType())
                    .putHeader("Cache-Control", "no-store")
                    .end(reply.body()));
        });
    }

    private static Joins.Reply guarded(Supplier<Joins.Reply> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            LOG.warnf("a request of a member failed cause=%s", e.toString());
            return Joins.Reply.problem(503, "Service Unavailable", "store", "The hub cannot decide now. Try again.");
        }
    }
}
