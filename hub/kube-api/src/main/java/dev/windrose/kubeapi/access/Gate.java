package dev.windrose.kubeapi.access;

import dev.windrose.kubeapi.access.Authorizer.Attributes;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The way in for handlers beside the API core: who calls, and whether they may do what they ask for. The same
 * authenticators, rules and limits as for resources.
 */
@FunctionalInterface
public interface Gate {
    /**
     * Never blocks. The stage fails with an {@link dev.windrose.kubeapi.status.ApiException} that is the answer: 401, 403,
     * 429 or 503. Whoever reads the request's body afterwards must have paused the request before.
     *
     * @param wanted for what is no resource, {@code Attributes.path("get", "/api/v1/fleet")}
     */
    CompletionStage<Caller> admit(HttpServerRequest request, Attributes wanted);

    /** The plain gate: an authenticator and an authorizer. */
    static Gate of(Authenticator authenticator, Authorizer authorizer) {
        return (request, wanted) -> {
            try {
                return Authentication.of(authenticator, request)
                        .thenCompose(caller -> admitted(authorizer, caller, wanted));
            } catch (RuntimeException e) {
                return CompletableFuture.failedStage(e);
            }
        };
    }

    private static CompletionStage<Caller> admitted(Authorizer authorizer, Caller caller, Attributes wanted) {
        return authorizer.authorize(caller, wanted).thenApply(decision -> {
            if (!decision.allowed()) {
                throw Refusals.forbidden(caller, wanted, decision);
            }
            return caller;
        });
    }
}
