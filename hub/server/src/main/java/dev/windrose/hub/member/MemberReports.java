package dev.windrose.hub.member;

import dev.windrose.hub.link.ReportSink;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SyncState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.protocol.WorkloadStatus.Load;
import dev.windrose.wire.ExtrasRow;
import dev.windrose.wire.InventoryRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * What members say, in memory: the newest word of each. Writing it down and acting on it is done by loops that this
 * wakes. Nothing here outlives the hub's process but by way of {@link ReportArchive}; what is not known is not there.
 */
@ApplicationScoped
public class MemberReports implements ReportSink {
    private static final Logger LOG = Logger.getLogger(MemberReports.class);

    /** Where a report belongs. */
    public record Subject(ClusterName cluster, ObjectKey key) {}

    private record State(
            PresenceState presence,
            List<NodeInventory> nodes,
            MemberExtras extras,
            Optional<Long> inventoryNanos,
            String agentVersion) {
        static final State NONE = new State(PresenceState.UNKNOWN, List.of(), MemberExtras.NONE, Optional.empty(), "");

        State with(PresenceState other) {
            return new State(other, nodes, extras, inventoryNanos, agentVersion);
        }
    }

    private final Map<ClusterName, State> members = new ConcurrentHashMap<>();
    private final Map<ClusterName, Set<String>> features = new ConcurrentHashMap<>();
    private final Map<Subject, WorkloadStatus> workloads = new ConcurrentHashMap<>();
    private final Map<Subject, Heard> loads = new ConcurrentHashMap<>();
    private final Map<Subject, String> refusals = new ConcurrentHashMap<>();
    private final Signals signals;
    private final ReportArchive archive;

    public MemberReports(Signals signals, ReportArchive archive) {
        this.signals = signals;
        this.archive = archive;
    }

    /** As of now, by the monotonic clock. */
    public MemberFacts facts(String cluster) {
        var state = members.get(new ClusterName(cluster));
        if (state == null) {
            return MemberFacts.NONE;
        }
        var age = state.inventoryNanos.map(at -> Duration.ofNanos(System.nanoTime() - at));
        return new MemberFacts(state.presence, state.nodes, age, state.agentVersion, state.extras);
    }

    /** What the member's agent said it can do, in its last hello; nothing before. */
    public Set<String> features(ClusterName cluster) {
        return features.getOrDefault(cluster, Set.of());
    }

    /** The newest report on an object; from the archive where this hub has not heard one since its start. */
    public Optional<WorkloadStatus> workload(Subject subject) {
        return Optional.ofNullable(workloads.get(subject)).or(() -> archive.workload(subject));
    }

    /** A load, and how long ago it was heard by the monotonic clock. */
    public record HeardLoad(Load load, Duration age) {}

    private record Heard(Load load, long nanos) {}

    /** What the engines of an object carry, as it was told last; empty where nobody told. */
    public Optional<HeardLoad> load(Subject subject) {
        return Optional.ofNullable(loads.get(subject))
                .map(heard -> new HeardLoad(heard.load(), Duration.ofNanos(System.nanoTime() - heard.nanos())));
    }

    /** What is repeated was read once: it grows old all the same. Nothing of it is kept beyond this process. */
    private WorkloadStatus takeLoad(Subject subject, WorkloadStatus status) {
        if (status.gone() || status.load().isEmpty()) {
            loads.remove(subject);
        } else {
            var told = status.load().get();
            loads.compute(
                    subject,
                    (_, before) -> before != null && before.load().at().equals(told.at())
                            ? before
                            : new Heard(told, System.nanoTime()));
        }
        return status.load().isEmpty() ? status : status.with(Optional.empty());
    }

    /** Why the member did not apply the object as it was last told; empty when it did. */
    public Optional<String> refusal(Subject subject) {
        return Optional.ofNullable(refusals.get(subject));
    }

    @Override
    public void onHello(ClusterName cluster, AgentMessage.Hello hello) {
        features.put(cluster, hello.features());
        change(cluster, s -> new State(s.presence, s.nodes, s.extras, s.inventoryNanos, hello.agentVersion()));
        signals.raise(Topic.PRESENCE);
    }

    @Override
    public void onPresence(ClusterName cluster, PresenceState state, Duration silentFor) {
        LOG.infof(
                "presence changed: cluster=%s presence=%s silent_ms=%d", cluster.value(), state, silentFor.toMillis());
        change(cluster, s -> s.with(state));
        signals.raise(Topic.PRESENCE);
    }

    @Override
    public void onSync(ClusterName cluster, SectionName section, SyncState state) {
        if (state instanceof SyncState.AheadOfHub ahead) {
            LOG.warnf(
                    "member is ahead of the hub, nothing is sent: cluster=%s section=%s member=%s hub=%s",
                    cluster.value(), section.value(), ahead.agent(), ahead.hub());
        }
    }

    @Override
    public void onAck(ClusterName cluster, AgentMessage.Ack ack) {
        boolean news = false;
        for (var result : ack.results()) {
            var subject = new Subject(cluster, result.key());
            news |= switch (result) {
                case ObjectResult.Applied _ -> refusals.remove(subject) != null;
                case ObjectResult.Failed failed -> !failed.reason().equals(refusals.put(subject, failed.reason()));
            };
        }
        raise(news);
    }

    /** Most acknowledgements say that all went well, and full passes repeat what is known: neither is worth a plan. */
    private void raise(boolean news) {
        if (news) {
            signals.raise(Topic.REPORTS);
        }
    }

    @Override
    public void onWorkloads(ClusterName cluster, List<WorkloadStatus> statuses) {
        boolean news = false;
        for (var told : statuses) {
            var subject = new Subject(cluster, told.key());
            var status = takeLoad(subject, told);
            // Acknowledgements name failures only, and what failed then is tried again: the newer word is the status.
            boolean recovered = refusals.remove(subject) != null;
            boolean changed = status.gone()
                    ? workloads.remove(subject) != null
                            || archive.workload(subject).isPresent()
                    : !status.equals(workloads.put(subject, status));
            if (changed) {
                archive.keep(subject, status);
            }
            news |= recovered || changed;
        }
        raise(news);
    }

    /** All rows or none: an inventory that lacks what could not be read would show used GPUs as gone. */
    @Override
    public void onInventory(ClusterName cluster, List<String> rows) {
        var nodes = new ArrayList<NodeInventory>(rows.size());
        var extras = ExtrasRow.decode(rows.stream().filter(ExtrasRow::is).toList());
        if (extras.isEmpty()) {
            LOG.warnf("inventory refused, its extras do not read: cluster=%s rows=%d", cluster.value(), rows.size());
            return;
        }
        for (var row : rows) {
            if (ExtrasRow.is(row)) {
                continue;
            }
            var node = InventoryRow.decode(row);
            if (node.isEmpty()) {
                LOG.warnf("inventory refused, a row does not read: cluster=%s rows=%d", cluster.value(), rows.size());
                return;
            }
            nodes.add(node.get());
        }
        if (nodes.stream().map(NodeInventory::name).distinct().count() < nodes.size()) {
            LOG.warnf("inventory refused, it names a node twice: cluster=%s rows=%d", cluster.value(), rows.size());
            return;
        }
        var received = Optional.of(System.nanoTime());
        change(cluster, s -> new State(s.presence, List.copyOf(nodes), extras.get(), received, s.agentVersion));
        archive.keepInventory(cluster, rows);
        signals.raise(Topic.INVENTORY);
    }

    private void change(ClusterName cluster, UnaryOperator<State> change) {
        members.compute(cluster, (_, state) -> change.apply(state == null ? State.NONE : state));
    }
}
