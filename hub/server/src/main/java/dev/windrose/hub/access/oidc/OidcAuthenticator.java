package dev.windrose.hub.access.oidc;

import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.status.Failures;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jose4j.jws.JsonWebSignature;

/**
 * Callers who bring a token of the issuer. Refused is whatever cannot be proven; a token that may be good while the issuer
 * does not answer is 503, so that the client tries again instead of asking its user to log in.
 */
public final class OidcAuthenticator {
    private static final Logger LOG = Logger.getLogger(OidcAuthenticator.class);
    private static final int RETRY_SECONDS = 5;

    private final TokenVerifier verifier;
    private final IssuerKeys keys;
    private final InstantSource clock;
    private final AtomicReference<String> lastTrouble = new AtomicReference<>("");

    OidcAuthenticator(TokenVerifier verifier, IssuerKeys keys, InstantSource clock) {
        this.verifier = verifier;
        this.keys = keys;
        this.clock = clock;
    }

    /** @param trust which certificates the issuer may show */
    public static OidcAuthenticator of(
            OidcSettings settings, SSLContext trust, InstantSource clock, LongSupplier nanoTime) {
        var source = new HttpKeySource(settings.issuer(), trust);
        return new OidcAuthenticator(new TokenVerifier(settings), new IssuerKeys(source, nanoTime), clock);
    }

    /** Empty when the token proves nothing; the stage fails with 503 when nobody can tell. */
    public CompletionStage<Optional<Caller>> find(String token) {
        var ours = verifier.ours(token);
        if (ours.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        JsonWebSignature signed = ours.get();
        return keys.find(known -> TokenVerifier.hasKey(signed, known)).thenApply(answer -> switch (answer) {
            case IssuerKeys.Answer.Keys(var known) -> {
                trouble("");
                yield caller(verifier.verify(token, known, clock.instant()));
            }
            case IssuerKeys.Answer.NoSuchKey _ -> Optional.empty();
            case IssuerKeys.Answer.Unavailable(var why) -> {
                trouble(why);
                throw Failures.unavailable(
                        "the identity provider does not answer, so that nobody can tell who you are: try again",
                        RETRY_SECONDS);
            }
        });
    }

    private static Optional<Caller> caller(TokenVerifier.Verdict verdict) {
        return switch (verdict) {
            case TokenVerifier.Verdict.Known(var caller) -> Optional.of(caller);
            case TokenVerifier.Verdict.Refused(var why) -> {
                LOG.debugf("token refused: why=%s", why);
                yield Optional.empty();
            }
        };
    }

    /** Once for each kind of trouble, and once when it is over. */
    private void trouble(String why) {
        var before = lastTrouble.getAndSet(why);
        if (!before.equals(why)) {
            if (why.isEmpty()) {
                LOG.info("the OIDC issuer answers again");
            } else {
                LOG.warnf("the OIDC issuer's keys cannot be read; known keys go on working: cause=%s", why);
            }
        }
    }
}
