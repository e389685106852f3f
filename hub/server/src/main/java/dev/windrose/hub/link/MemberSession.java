package dev.windrose.hub.link;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.InventoryAssembly;
import dev.windrose.protocol.Presence;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.ReplayGuard;
import dev.windrose.wire.Channel;
import dev.windrose.wire.CloudEventCodec;
import dev.windrose.wire.Parsed;
import dev.windrose.wire.Refusal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One member as the hub sees it: whether what comes on its topics is believed, whether it is there, and what it is told.
 *
 * <p>A session is open from a hello that names this very run of the hub until the agent is lost, restarts or another
 * hello comes. Renewals count only if they name this run too. So nothing recorded earlier passes, though the hub
 * remembers no sequence numbers over its own restart. Used from the cluster's lane only.
 */
final class MemberSession {

    private static final Duration POKE_EVERY = Duration.ofSeconds(1);

    private final ClusterName cluster;
    private final LinkPorts ports;
    private final MemberKeys keys;
    private final Outgoing outgoing;
    private final SectionSenders senders;
    private final Presence presence;
    private final Map<Channel, ReplayGuard> guards = new EnumMap<>(Channel.class);
    private final InventoryAssembly inventory = new InventoryAssembly();
    private volatile PresenceState told = PresenceState.UNKNOWN;
    private volatile @Nullable Incarnation agent;
    private @Nullable Long pokedAt;

    MemberSession(ClusterName cluster, LinkPorts ports, long nowNanos) {
        this.cluster = cluster;
        this.ports = ports;
        this.keys = new MemberKeys(cluster, ports.directory());
        this.outgoing = new Outgoing(cluster, ports);
        this.senders = new SectionSenders(cluster, ports, outgoing);
        this.presence = new Presence(nowNanos);
    }

    /** A message came on this cluster's topic of {@code channel}; true if it was believed. */
    boolean receive(Channel channel, byte[] payload, long nowNanos) {
        switch (CloudEventCodec.parse(payload)) {
            case Parsed.Bad(var refusal, var detail) -> refuse(refusal, detail);
            case Parsed.Ok ok -> {
                if (isAuthentic(channel, ok, nowNanos)) {
                    handle(ok, nowNanos);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isAuthentic(Channel channel, Parsed.Ok ok, long nowNanos) {
        boolean addressed = ok.envelope().cluster().equals(cluster)
                && ok.envelope().channel() == channel
                && channel.isFromAgent()
                && channel.carries(ok.message());
        if (!addressed) {
            return refuse(Refusal.WRONG_ADDRESS, "signed for another topic");
        }
        if (!ok.signed().hasSignature()) {
            return refuse(Refusal.UNSIGNED, "a message without signature");
        }
        switch (keys.judge(ok.signed(), nowNanos)) {
            case GOOD -> {}
            case BAD -> {
                return refuse(Refusal.BAD_SIGNATURE, "not signed by the member's certificate");
            }
            case UNKNOWN_MEMBER -> {
                return refuse(Refusal.UNKNOWN_SENDER, "no such member, or revoked");
            }
            case UNDECIDED -> {
                return false;
            }
        }
        var guard = guards.computeIfAbsent(channel, _ -> new ReplayGuard(Incarnation.NONE));
        return switch (guard.judge(ok.envelope().incarnation(), ok.envelope().sequence())) {
            case ReplayGuard.Verdict.Fresh _ -> true;
            case ReplayGuard.Verdict.Replayed(var sequence, var newest) ->
                refuse(Refusal.REPLAYED, "sequence %d after %d".formatted(sequence, newest));
            case ReplayGuard.Verdict.OlderRun(var offered, var newest) ->
                refuse(Refusal.OLDER_RUN, "run %s after %s".formatted(offered, newest));
        };
    }

    private void handle(Parsed.Ok ok, long nowNanos) {
        Incarnation sender = ok.envelope().incarnation();
        switch ((AgentMessage) ok.message()) {
            case AgentMessage.Hello hello -> hello(hello, sender, nowNanos);
            case AgentMessage.Renewal(var hub) -> renewal(hub, sender, nowNanos);
            case AgentMessage other -> {
                if (sender.equals(agent)) {
                    report(other, nowNanos);
                } else {
                    refuse(Refusal.NO_SESSION, "no hello of this run came before");
                    poke(nowNanos);
                }
            }
        }
    }

    private void hello(AgentMessage.Hello hello, Incarnation sender, long nowNanos) {
        if (hello.protocol().common(ProtocolRange.CURRENT).isEmpty()) {
            refuse(Refusal.PROTOCOL_VERSION, "no common protocol version");
            outgoing.send(
                    Channel.POKE,
                    new HubMessage.Refused("The hub speaks protocol %d to %d. Upgrade the older of the two."
                            .formatted(ProtocolRange.CURRENT.min(), ProtocolRange.CURRENT.max())));
            return;
        }
        if (!hello.lastHubIncarnation().equals(ports.incarnation())) {
            poke(nowNanos);
            return;
        }
        agent = sender;
        presence.renewed(nowNanos);
        tellPresence(nowNanos);
        ports.sink().onHello(cluster, hello);
        outgoing.send(Channel.POKE, new HubMessage.Welcome());
        senders.open(hello.sections(), nowNanos);
    }

    private void renewal(Incarnation hub, Incarnation sender, long nowNanos) {
        if (!hub.equals(ports.incarnation()) || !sender.equals(agent)) {
            poke(nowNanos);
            return;
        }
        presence.renewed(nowNanos);
        tellPresence(nowNanos);
        senders.renewed(nowNanos);
    }

    private void report(AgentMessage message, long nowNanos) {
        switch (message) {
            case AgentMessage.Ack ack -> {
                senders.acknowledged(ack, nowNanos);
                ports.sink().onAck(cluster, ack);
            }
            case AgentMessage.SnapshotRequest request -> senders.snapshotRequested(request, nowNanos);
            case AgentMessage.WorkloadReport(var statuses) -> ports.sink().onWorkloads(cluster, statuses);
            case AgentMessage.InventoryReport part ->
                inventory.add(part).ifPresent(rows -> ports.sink().onInventory(cluster, rows));
            case AgentMessage.Hello _, AgentMessage.Renewal _ ->
                throw new IllegalStateException("Hello and renewal are handled before.");
        }
    }

    /** Committed desired state changed. */
    void desire(DesiredSection desired, long nowNanos) {
        senders.desire(desired, nowNanos);
    }

    /** Whether the agent said hello to this run of the hub and was not lost since. From any thread. */
    boolean isOpen() {
        return agent != null;
    }

    void ask(HubMessage.PodLog request) {
        outgoing.send(Channel.POKE, request);
    }

    /** Time passed. */
    void tick(long nowNanos) {
        tellPresence(nowNanos);
        if (told == PresenceState.LOST && agent != null) {
            agent = null;
            senders.close();
        }
        senders.drive(nowNanos);
    }

    /** A certificate was signed or revoked. A session goes on with a renewed certificate; revocation ends it. */
    void changed(long nowNanos) {
        keys.forget();
        switch (keys.standing(nowNanos)) {
            case MemberKeys.Standing.Active(var certificate) ->
                ports.connections().end(cluster, Optional.of(certificate));
            case MemberKeys.Standing.None _ -> {
                agent = null;
                senders.close();
                ports.connections().end(cluster, Optional.empty());
            }
            case MemberKeys.Standing.Undecided _ -> {}
        }
    }

    PresenceState presence() {
        return told;
    }

    SectionSenders senders() {
        return senders;
    }

    private void tellPresence(long nowNanos) {
        PresenceState state = presence.at(nowNanos);
        if (state != told) {
            told = state;
            ports.sink().onPresence(cluster, state, presence.silentFor(nowNanos));
        }
    }

    /** Asks for a hello that names this run; at most once a second, since each answer costs the agent a full report. */
    private void poke(long nowNanos) {
        if (pokedAt == null || nowNanos - pokedAt >= POKE_EVERY.toNanos()) {
            pokedAt = nowNanos;
            outgoing.send(Channel.POKE, new HubMessage.Poke());
        }
    }

    private boolean refuse(Refusal refusal, String detail) {
        ports.refusals().count(refusal.text(), cluster.value(), detail);
        return false;
    }
}
