package dev.windrose.hub.link;

import dev.windrose.protocol.Incarnation;
import dev.windrose.wire.Signer;

/** What every session needs of the rest of the hub. */
record LinkPorts(
        MemberDirectory directory,
        DesiredStateSource desired,
        ReportSink sink,
        Outbox outbox,
        Refusals refusals,
        HubVoice voice) {

    /** By what the hub is known to agents: its key and its run. */
    record HubVoice(Signer signer, Incarnation incarnation) {}

    Incarnation incarnation() {
        return voice.incarnation();
    }
}
