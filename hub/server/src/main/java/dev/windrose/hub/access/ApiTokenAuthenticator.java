package dev.windrose.hub.access;

import dev.windrose.kubeapi.access.Caller;
import java.time.InstantSource;
import java.util.Optional;

/** Callers who bring an ApiToken: known, not expired, not deleted. */
final class ApiTokenAuthenticator {
    private final AccessMirror mirror;
    private final TokenUses uses;
    private final InstantSource clock;

    ApiTokenAuthenticator(AccessMirror mirror, TokenUses uses, InstantSource clock) {
        this.mirror = mirror;
        this.uses = uses;
        this.clock = clock;
    }

    /** @throws dev.windrose.kubeapi.status.ApiException 503 while the tokens have not been read yet */
    Optional<Caller> find(String bearer) {
        var given = TokenText.parse(bearer).orElse(null);
        if (given == null) {
            return Optional.empty();
        }
        var known = mirror.current().tokens().get(given.prefix());
        var now = clock.instant();
        if (known == null || !given.hashesTo(known.hash()) || known.expired(now)) {
            return Optional.empty();
        }
        uses.used(known.name(), now);
        return Optional.of(known.caller());
    }
}
