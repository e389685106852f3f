package dev.windrose.local.member;

import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.IdentityStore;
import dev.windrose.wire.member.LinkState;
import dev.windrose.wire.member.LinkStateStore;
import java.util.Optional;

/** Stores that keep nothing: a light member lives as long as its process. */
final class Forgetful {
    static final IdentityStore IDENTITIES = new IdentityStore() {
        @Override
        public Optional<AgentIdentity> load() {
            return Optional.empty();
        }

        @Override
        public void save(AgentIdentity identity) {}
    };

    static final LinkStateStore STATES = new LinkStateStore() {
        @Override
        public LinkState load() {
            return LinkState.NONE;
        }

        @Override
        public void save(LinkState state) {}
    };

    private Forgetful() {}
}
