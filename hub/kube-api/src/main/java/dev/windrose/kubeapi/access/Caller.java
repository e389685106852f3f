package dev.windrose.kubeapi.access;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who sent a request, how we know, and from where.
 *
 * @param source what proved the identity
 * @param credential which credential of that source it was, by a name that is no secret (an ApiToken's name, an OIDC
 *     token's id); may be empty
 * @param address of the connection's other end, without a port; empty when the caller is in this process
 */
public record Caller(String user, List<String> groups, Source source, String credential, String address) {
    /** In-process users of the API core: not subject to authorization. */
    public static final Caller SYSTEM = new Caller("system:windrose", List.of("system:masters"), Source.SYSTEM, "", "");

    public static final Caller ANONYMOUS =
            new Caller("system:anonymous", List.of("system:unauthenticated"), Source.NONE, "", "");

    /** What an identity rests on. */
    public enum Source {
        /** A loop of this process. */
        SYSTEM,
        /** Nothing: nobody said who they are. */
        NONE,
        /** A token from a file beside the server. */
        LOCAL,
        /** An ApiToken. */
        API_TOKEN,
        /** A token of an OpenID Connect issuer. */
        OIDC
    }

    public Caller {
        requireNonNull(user, "user is null");
        groups = List.copyOf(groups);
        requireNonNull(source, "source is null");
        requireNonNull(credential, "credential is null");
        requireNonNull(address, "address is null");
    }

    /** Somebody known by a token from a file. */
    public Caller(String user, List<String> groups) {
        this(user, groups, Source.LOCAL, "", "");
    }

    public Caller from(String where) {
        return new Caller(user, groups, source, credential, where);
    }
}
