package dev.windrose.hub.link;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * Where desired state comes from. The link reads it when a member says hello; a change is told at once by {@link
 * LinkSessions#desire}, after it was committed, and not polled for.
 */
public interface DesiredStateSource {

    /** All sections of the cluster as they are stored now. */
    Uni<List<DesiredSection>> sections(ClusterName cluster);

    /**
     * A body from memory, to be put into a message. Never blocks; empty is fine, the agent fetches it then. Bodies of
     * what {@link LinkSessions#desire} is told should be at hand.
     */
    Optional<Body> bodyAtHand(ClusterName cluster, Digest digest);

    /** A body for the agent's request; empty unless it belongs to (present or recent) desired state of this cluster. */
    Uni<Optional<Body>> body(ClusterName cluster, Digest digest);
}
