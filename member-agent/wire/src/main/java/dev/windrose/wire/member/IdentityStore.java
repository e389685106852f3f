package dev.windrose.wire.member;

import java.util.Optional;

/**
 * Where the identity is kept: the Secret {@code windrose-system/windrose-agent-identity} of the member. Both methods may
 * block and may throw when the member's API does not answer; the caller tries again.
 */
public interface IdentityStore {

    /** Empty only if the member certainly holds none; a failed read throws. */
    Optional<AgentIdentity> load();

    void save(AgentIdentity identity);
}
