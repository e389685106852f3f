package dev.windrose.hub.link;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Parts;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionSender;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.SyncState;
import dev.windrose.wire.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Brings all sections of one cluster out. Used from the cluster's lane only, but for {@link #states}. */
final class SectionSenders {

    private static final Logger LOG = Logger.getLogger(SectionSenders.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ClusterName cluster;
    private final LinkPorts ports;
    private final Outgoing outgoing;
    private final Map<SectionName, SectionSender> senders = new ConcurrentHashMap<>();
    private final Map<SectionName, SyncState> told = new ConcurrentHashMap<>();
    private Map<SectionName, SectionState> held = Map.of();
    private boolean open;
    private boolean mustRead = true;

    SectionSenders(ClusterName cluster, LinkPorts ports, Outgoing outgoing) {
        this.cluster = cluster;
        this.ports = ports;
        this.outgoing = outgoing;
    }

    /** The agent said hello; what is desired is read anew, because a change may have been missed. */
    void open(Map<SectionName, SectionState> heldByAgent, long nowNanos) {
        held = heldByAgent;
        open = true;
        mustRead = true;
        senders.values().forEach(sender -> hello(sender, nowNanos));
        drive(nowNanos);
    }

    void close() {
        open = false;
        senders.values().forEach(SectionSender::onSessionEnd);
        tell();
    }

    void desire(DesiredSection desired, long nowNanos) {
        accept(desired, nowNanos);
        drive(nowNanos);
    }

    void renewed(long nowNanos) {
        senders.values().forEach(sender -> sender.onRenewal(nowNanos));
        drive(nowNanos);
    }

    void acknowledged(AgentMessage.Ack ack, long nowNanos) {
        SectionSender sender = senders.get(ack.section());
        if (sender != null) {
            sender.onAck(ack.state(), nowNanos);
            drive(nowNanos);
        }
    }

    void snapshotRequested(AgentMessage.SnapshotRequest request, long nowNanos) {
        SectionSender sender = senders.get(request.section());
        if (sender != null) {
            LOG.infof("snapshot requested cluster=%s section=%s", cluster, request.section());
            sender.onSnapshotRequest(request.held(), nowNanos);
            drive(nowNanos);
        }
    }

    /** Sends all that is due. */
    void drive(long nowNanos) {
        if (!open) {
            return;
        }
        if (mustRead) {
            read(nowNanos);
        }
        for (SectionSender sender : senders.values()) {
            sender.next(nowNanos)
                    .ifPresent(transmission -> Parts.of(
                                    transmission, digest -> ports.desired().bodyAtHand(cluster, digest))
                            .forEach(message -> outgoing.send(Channel.DESIRED, message)));
        }
        tell();
    }

    /** If the store does not answer, the next tick tries again. */
    private void read(long nowNanos) {
        try {
            List<DesiredSection> sections =
                    ports.desired().sections(cluster).await().atMost(PATIENCE);
            sections.forEach(section -> accept(section, nowNanos));
            mustRead = false;
        } catch (RuntimeException e) {
            LOG.warnf("desired state cannot be read, trying again cluster=%s cause=%s", cluster, e.getMessage());
        }
    }

    private void accept(DesiredSection desired, long nowNanos) {
        SectionSender known = senders.get(desired.section());
        if (known == null) {
            known = new SectionSender(desired.section());
            senders.put(desired.section(), known);
            known.desire(desired.generation(), desired.manifest());
            if (open) {
                hello(known, nowNanos);
            }
        } else {
            known.desire(desired.generation(), desired.manifest());
        }
    }

    private void hello(SectionSender sender, long nowNanos) {
        sender.onHello(held.getOrDefault(sender.section(), SectionState.NONE), nowNanos);
    }

    private void tell() {
        senders.forEach((section, sender) -> {
            SyncState state = sender.state();
            if (!state.equals(told.put(section, state))) {
                if (state instanceof SyncState.AheadOfHub ahead) {
                    LOG.warnf(
                            "agent is ahead of the hub, nothing is sent cluster=%s section=%s agent=%s hub=%s",
                            cluster, section, ahead.agent(), ahead.hub());
                }
                ports.sink().onSync(cluster, section, state);
            }
        });
    }

    /** What was last told of each section; safe from any thread. */
    Map<SectionName, SyncState> states() {
        return Map.copyOf(told);
    }
}
