package dev.windrose.hub.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.ApiTokenSpec;
import dev.windrose.api.ApiTokenStatus;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.access.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An ApiToken as it is checked.
 *
 * @param prefix the part that is no secret
 * @param hash SHA-256 of the whole token, hex
 * @param expiresAt from then on it is refused
 */
record KnownToken(String name, String prefix, String user, List<String> groups, String hash, Instant expiresAt) {
    /** Of tokens that name no user. */
    static final String USER_PREFIX = "windrose:token:";

    static final String AUTHENTICATED = "system:authenticated";

    KnownToken {
        requireNonNull(name, "name is null");
        requireNonNull(user, "user is null");
        groups = List.copyOf(groups);
        requireNonNull(hash, "hash is null");
        requireNonNull(expiresAt, "expiresAt is null");
    }

    /** @throws RuntimeException when the object lacks something */
    static KnownToken of(ObjectNode object) {
        var spec = Json.read(object.path("spec"), ApiTokenSpec.class);
        var status = Json.read(object.path("status"), ApiTokenStatus.class);
        var name = object.path("metadata").path("name").asText();
        return new KnownToken(
                name,
                requireNonNull(status.prefix(), "status.prefix is missing"),
                Objects.requireNonNullElse(spec.user(), USER_PREFIX + name),
                Objects.requireNonNullElse(spec.groups(), List.of()),
                requireNonNull(status.tokenHash(), "status.tokenHash is missing"),
                Instant.parse(requireNonNull(spec.expiresAt(), "spec.expiresAt is missing")));
    }

    boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    Caller caller() {
        var all = new ArrayList<>(groups);
        all.add(AUTHENTICATED);
        return new Caller(user, all, Caller.Source.API_TOKEN, name, "");
    }

    @Override
    public String toString() {
        return "KnownToken[%s, user=%s, expiresAt=%s]".formatted(name, user, expiresAt);
    }
}
