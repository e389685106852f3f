package dev.windrose.wire.member;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.SectionName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the agent does with desired state. Implemented by one bean; called from one virtual thread per section, so that
 * changes of a section come one after the other and may block.
 */
public interface DesiredStateHandler {

    /** The sections this agent understands. */
    Set<SectionName> sections();

    /** The last known good as it was persisted in the member; asked once, at start. */
    Held held(SectionName section);

    /** A body that is at hand from the last known good, so that it need not be fetched. */
    Optional<Body> body(SectionName section, Digest digest);

    /**
     * Applies {@code desired}; first persists it as the last known good, so that a crash in between repeats the work.
     * Returns when each object was tried once; what failed is retried by the handler and told by status. Objects that
     * are not in the answer count as applied. If this throws, nothing is acknowledged and the hub sends again.
     */
    List<ObjectResult> apply(Desired desired) throws InterruptedException;

    /** What is held of a section. */
    record Held(Generation generation, Manifest manifest) {

        public static final Held NONE = new Held(Generation.NONE, Manifest.EMPTY);
    }
}
