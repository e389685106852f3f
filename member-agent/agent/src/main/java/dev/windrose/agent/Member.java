package dev.windrose.agent;

import dev.windrose.agent.kube.MemberConnection;
import org.jspecify.annotations.Nullable;

/** The connection that {@code main} opened before there was a container to hold it. One per process. */
final class Member {
    private static volatile @Nullable MemberConnection connection;

    private Member() {}

    static void set(MemberConnection opened) {
        connection = opened;
    }

    static MemberConnection get() {
        MemberConnection opened = connection;
        if (opened == null) {
            throw new IllegalStateException("The connection to the member was not opened. Start by AgentMain.");
        }
        return opened;
    }
}
