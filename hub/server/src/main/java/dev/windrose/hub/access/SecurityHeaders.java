package dev.windrose.hub.access;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What every answer tells a browser: come by HTTPS only, take nothing for what it does not say it is, show nothing of it in a
 * frame, tell nobody where the reader came from. Answers that are no pages may load nothing at all; a handler that serves
 * pages puts its own Content-Security-Policy in place of that.
 */
@ApplicationScoped
public class SecurityHeaders {
    /** Before everything else on the router. */
    private static final int FIRST = -20_000;

    void mount(@Observes Router router) {
        router.route().order(FIRST).handler(context -> {
            var headers = context.response().headers();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            if (context.request().isSSL()) {
                headers.set("Strict-Transport-Security", "max-age=31536000");
            }
            context.next();
        });
    }
}
