package dev.windrose.hub.link;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SyncState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.Certificates;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** All three ports in memory, for tests of the link alone. */
@Singleton
@IfBuildProperty(name = "windrose.test.link-ports", stringValue = "memory")
public class InMemoryPorts implements MemberDirectory, DesiredStateSource, ReportSink {

    record Token(ClusterName cluster, Instant expiresAt, boolean accepted, Optional<Digest> claimedBy) {}

    final Map<Digest, Token> tokens = new ConcurrentHashMap<>();
    final Map<ClusterName, Member> members = new ConcurrentHashMap<>();
    final Map<ClusterName, Map<SectionName, DesiredSection>> desired = new ConcurrentHashMap<>();
    final Map<Digest, Body> bodies = new ConcurrentHashMap<>();
    final List<AgentMessage> said = new CopyOnWriteArrayList<>();
    final List<WorkloadStatus> statuses = new CopyOnWriteArrayList<>();
    final Map<ClusterName, List<String>> inventories = new ConcurrentHashMap<>();
    final Map<ClusterName, PresenceState> presence = new ConcurrentHashMap<>();
    final Map<ClusterName, SyncState> sync = new ConcurrentHashMap<>();

    @Override
    public synchronized Uni<Claim> claimToken(Digest hash, ClusterName cluster, Digest csr, Instant now) {
        Token token = tokens.get(hash);
        if (token == null) {
            return denied(Claim.Reason.UNKNOWN);
        }
        if (!token.cluster().equals(cluster)) {
            return denied(Claim.Reason.WRONG_CLUSTER);
        }
        if (token.claimedBy().isPresent() && !token.claimedBy().get().equals(csr)) {
            return denied(Claim.Reason.USED);
        }
        if (!now.isBefore(token.expiresAt())) {
            return denied(Claim.Reason.EXPIRED);
        }
        tokens.put(hash, new Token(cluster, token.expiresAt(), token.accepted(), Optional.of(csr)));
        return Uni.createFrom().item(token.accepted() ? new Claim.Granted() : new Claim.Waiting());
    }

    private static Uni<Claim> denied(Claim.Reason reason) {
        return Uni.createFrom().item(new Claim.Denied(reason));
    }

    synchronized void accept(Digest hash) {
        tokens.computeIfPresent(
                hash, (_, token) -> new Token(token.cluster(), token.expiresAt(), true, token.claimedBy()));
    }

    @Override
    public synchronized Uni<Void> memberJoined(ClusterName cluster, X509Certificate certificate) {
        var keys = new ArrayList<PublicKey>();
        keys.add(certificate.getPublicKey());
        Member before = members.get(cluster);
        if (before != null) {
            keys.add(before.keys().getFirst());
        }
        Instant notAfter = certificate.getNotAfter().toInstant();
        members.put(cluster, new Member(cluster, keys, Certificates.fingerprint(certificate), notAfter, false));
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<Member>> member(ClusterName cluster) {
        return Uni.createFrom().item(Optional.ofNullable(members.get(cluster)));
    }

    @Override
    public Uni<List<DesiredSection>> sections(ClusterName cluster) {
        return Uni.createFrom()
                .item(List.copyOf(desired.getOrDefault(cluster, Map.of()).values()));
    }

    @Override
    public Optional<Body> bodyAtHand(ClusterName cluster, Digest digest) {
        return Optional.ofNullable(bodies.get(digest));
    }

    @Override
    public Uni<Optional<Body>> body(ClusterName cluster, Digest digest) {
        return Uni.createFrom().item(bodyAtHand(cluster, digest));
    }

    @Override
    public void onHello(ClusterName cluster, AgentMessage.Hello hello) {
        said.add(hello);
    }

    @Override
    public void onPresence(ClusterName cluster, PresenceState state, Duration silentFor) {
        presence.put(cluster, state);
    }

    @Override
    public void onSync(ClusterName cluster, SectionName section, SyncState state) {
        sync.put(cluster, state);
    }

    @Override
    public void onAck(ClusterName cluster, AgentMessage.Ack ack) {
        said.add(ack);
    }

    @Override
    public void onWorkloads(ClusterName cluster, List<WorkloadStatus> reported) {
        statuses.addAll(reported);
    }

    @Override
    public void onInventory(ClusterName cluster, List<String> rows) {
        inventories.put(cluster, rows);
    }
}
