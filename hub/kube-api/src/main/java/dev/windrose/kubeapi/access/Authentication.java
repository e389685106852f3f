package dev.windrose.kubeapi.access;

import dev.windrose.kubeapi.status.Failures;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;

/** Asks an authenticator, and adds what only the connection knows. */
public final class Authentication {
    private Authentication() {}

    /** The caller with the address it calls from; fails with 401 when the authenticator knows nobody. */
    public static CompletionStage<Caller> of(Authenticator authenticator, HttpServerRequest request) {
        String address =
                request.remoteAddress() == null || request.remoteAddress().hostAddress() == null
                        ? ""
                        : request.remoteAddress().hostAddress();
        return authenticator
                .authenticate(request)
                .thenApply(found -> found.map(caller -> caller.from(address)).orElseThrow(Failures::unauthorized));
    }
}
