package dev.windrose.agent.link;

import dev.windrose.protocol.Incarnation;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LinkBootstrap} found, for the parts that the container makes. One per process: the container asks for
 * configuration before there is any bean that could be injected.
 */
final class LinkContext {

    private static volatile @Nullable LinkContext current;

    private final LinkSettings settings;
    private final IdentityStore identities;
    private final LinkStateStore states;
    private final Incarnation incarnation;
    private final Incarnation lastHub;
    private volatile AgentIdentity identity;

    private LinkContext(
            LinkSettings settings, AgentIdentity identity, IdentityStore identities, LinkStateStore states) {
        this.settings = settings;
        this.identity = identity;
        this.identities = identities;
        this.states = states;
        LinkState previous = states.load();
        this.incarnation =
                Incarnation.after(previous.self(), InstantSource.system().millis());
        this.lastHub = previous.hub();
        states.save(new LinkState(incarnation, lastHub));
    }

    static void begin(LinkSettings settings, AgentIdentity identity, IdentityStore identities, LinkStateStore states) {
        current = new LinkContext(settings, identity, identities, states);
    }

    /** Empty in a process that did not bootstrap (tests of other parts): the link is off then. */
    static Optional<LinkContext> current() {
        return Optional.ofNullable(current);
    }

    LinkSettings settings() {
        return settings;
    }

    AgentIdentity identity() {
        return identity;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    /** The newest hub run heard before this run began. */
    Incarnation lastHub() {
        return lastHub;
    }

    /** A renewed certificate: kept in the member first, so that a crash loses nothing. */
    void renewed(AgentIdentity next) {
        identities.save(next);
        identity = next;
    }

    void heardHub(Incarnation hub) {
        states.save(new LinkState(incarnation, hub));
    }
}
