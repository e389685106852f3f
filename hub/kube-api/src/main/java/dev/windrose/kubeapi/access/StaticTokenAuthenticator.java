package dev.windrose.kubeapi.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Bearer tokens known beforehand. Holds only their SHA-256; compares with every one of them in constant time, so that
 * neither a prefix nor the place in the list can be measured.
 */
public final class StaticTokenAuthenticator implements Authenticator {
    private static final String SCHEME = "bearer ";

    private final Map<Digest, Caller> callers;

    /** Array in a class of its own, so that it never shows in a toString(). */
    private static final class Digest {
        private final byte[] bytes;

        Digest(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean matches(byte[] other) {
            return MessageDigest.isEqual(bytes, other);
        }
    }

    /** @param tokens token text to caller; a token needs at least 16 characters */
    public StaticTokenAuthenticator(Map<String, Caller> tokens) {
        var digests = new LinkedHashMap<Digest, Caller>();
        tokens.forEach((token, caller) -> {
            if (token.length() < 16) {
                throw new IllegalArgumentException("The token of %s has %d characters. It needs at least 16."
                        .formatted(caller.user(), token.length()));
            }
            digests.put(new Digest(sha256(token)), caller);
        });
        this.callers = digests;
    }

    @Override
    public CompletionStage<Optional<Caller>> authenticate(HttpServerRequest request) {
        return CompletableFuture.completedFuture(find(request.getHeader(HttpHeaders.AUTHORIZATION)));
    }

    Optional<Caller> find(@org.jspecify.annotations.Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        byte[] given = sha256(header.substring(SCHEME.length()).strip());
        Optional<Caller> found = Optional.empty();
        for (var entry : callers.entrySet()) {
            if (entry.getKey().matches(given)) {
                found = Optional.of(entry.getValue());
            }
        }
        return found;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "StaticTokenAuthenticator[%d tokens]".formatted(callers.size());
    }
}
