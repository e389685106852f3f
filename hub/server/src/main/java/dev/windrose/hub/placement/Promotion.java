package dev.windrose.hub.placement;

import dev.windrose.placement.ClusterId;
import dev.windrose.protocol.Generation;
import java.util.Map;

/** What became of a plan that wanted to be the target. */
public sealed interface Promotion {
    /**
     * It is the target; the desired state of its clusters was written in the same transaction.
     *
     * @param raised the sections that changed, by cluster, with their new generation
     */
    record Promoted(Map<ClusterId, Generation> raised) implements Promotion {
        public Promoted {
            raised = Map.copyOf(raised);
        }
    }

    /** A precondition no longer holds; nothing was written. The next pass plans anew. */
    record LostRace(String why) implements Promotion {}
}
