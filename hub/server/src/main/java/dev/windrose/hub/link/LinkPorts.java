package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Incarnation;
import dev.windrose.wire.Signer;
import java.util.Optional;

/** What every session needs of the rest of the hub. */
record LinkPorts(
        MemberDirectory directory,
        DesiredStateSource desired,
        ReportSink sink,
        Outbox outbox,
        Connections connections,
        Refusals refusals,
        HubVoice voice) {

    /** By what the hub is known to agents: its key and its run. */
    record HubVoice(Signer signer, Incarnation incarnation) {}

    /** The members' connections, if the broker is ours. */
    @FunctionalInterface
    interface Connections {
        /** Ends those of {@code cluster} that show another certificate than {@code keep}, or all if it is empty. */
        void end(ClusterName cluster, Optional<Digest> keep);
    }

    Incarnation incarnation() {
        return voice.incarnation();
    }
}
