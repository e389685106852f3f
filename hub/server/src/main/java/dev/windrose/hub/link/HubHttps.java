package dev.windrose.hub.link;

import dev.windrose.wire.OrderedSuites;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** Cipher suites of the hub's HTTPS in the order in which they cost least here; {@link OrderedSuites} says why by code. */
@ApplicationScoped
public class HubHttps implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        OrderedSuites.enable(options);
    }
}
