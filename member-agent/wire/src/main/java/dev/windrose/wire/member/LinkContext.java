package dev.windrose.wire.member;

import dev.windrose.protocol.Incarnation;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** One run of a member's end of the link: who it is, what it was told, and which run of the hub it hears. */
public final class LinkContext {

    private static final Logger LOG = Logger.getLogger(LinkContext.class);

    private final LinkSettings settings;
    private final IdentityStore identities;
    private final LinkStateStore states;
    private final Incarnation incarnation;
    private final ExecutorService keeper = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("link-keeper").factory());
    private volatile Incarnation hub;
    private volatile AgentIdentity identity;

    /** Begins a new run (incarnation), and keeps it before anything is said in it. */
    public LinkContext(LinkSettings settings, AgentIdentity identity, IdentityStore identities, LinkStateStore states) {
        this.settings = settings;
        this.identity = identity;
        this.identities = identities;
        this.states = states;
        LinkState previous = states.load();
        this.incarnation =
                Incarnation.after(previous.self(), InstantSource.system().millis());
        this.hub = previous.hub();
        states.save(new LinkState(incarnation, hub));
    }

    public LinkSettings settings() {
        return settings;
    }

    public AgentIdentity identity() {
        return identity;
    }

    public Incarnation incarnation() {
        return incarnation;
    }

    /** The newest hub run that was heard. */
    Incarnation hub() {
        return hub;
    }

    /** A renewed certificate: kept in the member first, so that a crash loses nothing. */
    public void renewed(AgentIdentity next) {
        identities.save(next);
        identity = next;
    }

    /** A run of the hub was heard; a new one is kept in the member without making the caller wait. */
    void heardHub(Incarnation heard) {
        if (heard.compareTo(hub) > 0) {
            hub = heard;
            keeper.execute(() -> keep(heard));
        }
    }

    /** If it cannot be kept, an agent that restarts knows an older run only, and refuses less than it could. */
    private void keep(Incarnation heard) {
        try {
            states.save(new LinkState(incarnation, heard));
        } catch (RuntimeException e) {
            LOG.warnf("the hub's run was not kept run=%s cause=%s", heard, e.getMessage());
        }
    }
}
