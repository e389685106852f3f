package dev.windrose.hub.link;

import dev.windrose.wire.FastTls;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** The hub's HTTPS at the least cost: {@link FastTls}. */
@ApplicationScoped
public class HubHttps implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        FastTls.enable(options);
    }
}
