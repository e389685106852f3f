package dev.windrose.agent.link;

import dev.windrose.wire.member.LinkContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LinkBootstrap} found, for the parts that the container makes. One per process: the container asks for
 * configuration before there is any bean that could be injected.
 */
final class CurrentLink {

    private static volatile @Nullable LinkContext current;

    private CurrentLink() {}

    static void begin(LinkContext context) {
        current = context;
    }

    /** Empty in a process that did not bootstrap (tests of other parts): the link is off then. */
    static Optional<LinkContext> current() {
        return Optional.ofNullable(current);
    }
}
