package dev.windrose.kubeapi.access;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Finds out who calls. An empty answer refuses the request with 401; the reason is nobody's business outside. A stage
 * that fails (the place where identities live is away) answers 503: fail closed.
 */
@FunctionalInterface
public interface Authenticator {
    CompletionStage<Optional<Caller>> authenticate(HttpServerRequest request);
}
