package dev.windrose.hub.access;

import dev.windrose.hub.access.limit.CallerLimits;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.StaticTokenAuthenticator;
import dev.windrose.kubeapi.status.Failures;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks who a bearer token belongs to, by its shape: the local administrator's, an ApiToken, or one of the OpenID Connect
 * issuer. Nothing else is looked at: no cookie, no query parameter, no client certificate. Whoever is known is held to the
 * limits of callers.
 */
final class FleetAuthenticator implements Authenticator {
    private static final String SCHEME = "bearer ";
    private static final String IMPERSONATION = "impersonate-";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final StaticTokenAuthenticator local;
    private final ApiTokenAuthenticator tokens;
    private final Bearer issuer;
    private final CallerLimits limits;
    private final Freshness freshness;

    /** Knows callers by the text of their token. */
    @FunctionalInterface
    interface Bearer {
        CompletionStage<Optional<Caller>> find(String token);
    }

    /** Waits until what decides about access is what is committed. */
    @FunctionalInterface
    interface Freshness {
        CompletionStage<?> await();
    }

    FleetAuthenticator(
            StaticTokenAuthenticator local,
            ApiTokenAuthenticator tokens,
            Bearer issuer,
            CallerLimits limits,
            Freshness freshness) {
        this.freshness = freshness;
        this.local = local;
        this.tokens = tokens;
        this.issuer = issuer;
        this.limits = limits;
    }

    @Override
    public CompletionStage<Optional<Caller>> authenticate(HttpServerRequest request) {
        var given = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (given.size() != 1 || !given.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return nobody().thenApply(caller -> within(request, caller));
        }
        var bearer = given.getFirst().substring(SCHEME.length()).strip();
        return known(request, bearer)
                .thenApply(caller -> within(request, caller))
                .thenCompose(caller -> caller.isPresent() && changesRights(request)
                        ? freshness.await().thenCompose(_ -> known(request, bearer))
                        : CompletableFuture.completedStage(caller));
    }

    /** The caller, when it asks for what can be and no more than it may. */
    private Optional<Caller> within(HttpServerRequest request, Optional<Caller> caller) {
        if (caller.isPresent() && impersonates(request)) {
            throw Failures.forbiddenPath(
                    "this API does not impersonate: leave out --as and its like, and use a token of that user");
        }
        caller.ifPresentOrElse(known -> limits.check(known, request), () -> limits.checkStranger(request));
        return caller;
    }

    /**
     * Whether rights may be given by it, as far as the path tells: nobody may do that by a right or a token that was taken
     * away a moment ago. A path that could be spelled in another way counts.
     */
    private static boolean changesRights(HttpServerRequest request) {
        var path = String.valueOf(request.path());
        return !READS.contains(request.method().name())
                && (path.indexOf('%') >= 0
                        || Arrays.stream(path.split("/", -1)).anyMatch(AccessKinds.PLURALS::contains));
    }

    private CompletionStage<Optional<Caller>> known(HttpServerRequest request, String bearer) {
        if (TokenText.isOurs(bearer)) {
            return CompletableFuture.completedStage(tokens.find(bearer));
        }
        return local.authenticate(request)
                .thenCompose(
                        admin -> admin.isPresent() ? CompletableFuture.completedStage(admin) : issuer.find(bearer));
    }

    /** To act as oneself where somebody else was meant would be worse than to refuse. */
    private static boolean impersonates(HttpServerRequest request) {
        return request.headers().names().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(IMPERSONATION));
    }

    private static CompletionStage<Optional<Caller>> nobody() {
        return CompletableFuture.completedStage(Optional.empty());
    }
}
