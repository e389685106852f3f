package dev.windrose.kubeapi.access;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Who sent a request. */
public record Caller(String user, List<String> groups) {
    /** In-process users of the API core: not subject to authorization. */
    public static final Caller SYSTEM = new Caller("system:windrose", List.of("system:masters"));

    public static final Caller ANONYMOUS = new Caller("system:anonymous", List.of("system:unauthenticated"));

    public Caller {
        requireNonNull(user, "user is null");
        groups = List.copyOf(groups);
    }
}
