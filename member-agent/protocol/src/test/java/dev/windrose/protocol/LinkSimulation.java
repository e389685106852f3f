package dev.windrose.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * One section between one hub and one agent over a network that loses, repeats, delays and reorders, with restarts of
 * both sides. Deterministic by its seed. Throws {@link Broken} when an invariant is hurt.
 */
final class LinkSimulation {

    /** Which checks the two ends make; anything but {@link #SOUND} is a mutant. */
    record Ends(boolean generation, boolean digest, boolean replay) {
        static final Ends SOUND = new Ends(true, true, true);
    }

    /** What went wrong, with the step at which it did. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what);
        }
    }

    private static final long STEP = 200_000_000L;
    private static final int STORM = 1_500;
    private static final int CALM = 1_500;

    private record Packet(boolean toHub, Incarnation incarnation, long sequence, Message message, long dueStep) {}

    private final Random random;
    private final Ends ends;
    private final List<Packet> network = new ArrayList<>();
    private final Map<Generation, Manifest> history = new HashMap<>();

    private long step;
    private Generation desired = Generation.NONE;
    private Manifest manifest = Manifest.EMPTY;

    private Incarnation hubRun = new Incarnation(1);
    private long hubSequence;
    private SectionSender sender = new SectionSender(SectionName.WORKLOADS);
    private ReplayGuard hubGuard;
    private Incarnation session = Incarnation.NONE;
    private long hubSaw;

    private Incarnation agentRun = new Incarnation(1);
    private long agentSequence;
    private Incarnation heardHub = Incarnation.NONE;
    private ReplayGuard agentGuard;
    private SectionReceiver receiver;
    private Generation persisted = Generation.NONE;
    private Manifest persistedManifest = Manifest.EMPTY;
    private long reported;

    LinkSimulation(long seed, Ends ends) {
        this.random = new Random(seed);
        this.ends = ends;
        this.hubGuard = new ReplayGuard(Incarnation.NONE, ends.replay());
        this.agentGuard = new ReplayGuard(Incarnation.NONE, ends.replay());
        this.receiver = newReceiver();
        history.put(desired, manifest);
    }

    int restarts;
    int lost;
    int repeated;
    int commits;

    /** Storms, then lets the network be good; both ends must agree at the end. */
    void run() {
        for (step = 0; step < STORM + CALM; step++) {
            boolean storm = step < STORM;
            if (storm && random.nextInt(12) == 0) {
                change();
            }
            if (storm && random.nextInt(150) == 0) {
                restartHub();
            }
            if (storm && random.nextInt(150) == 0) {
                restartAgent();
            }
            if (step % 15 == 0) {
                say(new AgentMessage.Renewal(heardHub), storm);
            }
            if (session.equals(Incarnation.NONE) && step % 5 == 0) {
                hello(storm);
            }
            if (step % 7 == 0) {
                report(storm);
            }
            sender.next(step * STEP).ifPresent(transmission -> tell(transmission, storm));
            deliver(storm);
        }
        if (!receiver.held().equals(new SectionState(desired, manifest.digest()))) {
            throw new Broken("no convergence: held %s, desired %s".formatted(receiver.held(), desired));
        }
        if (!(sender.state() instanceof SyncState.InSync)) {
            throw new Broken("the hub does not know that both agree: " + sender.state());
        }
    }

    private void change() {
        var entries = new TreeMap<>(manifest.entries());
        for (int i = random.nextInt(3); i >= 0; i--) {
            var key = new ObjectKey("object-" + random.nextInt(6));
            if (random.nextInt(3) == 0) {
                entries.remove(key);
            } else {
                entries.put(key, Digest.of("body-" + random.nextInt(3)));
            }
        }
        manifest = Manifest.of(entries);
        desired = desired.next();
        history.put(desired, manifest);
        sender.desire(desired, manifest);
    }

    private void restartHub() {
        restarts++;
        hubRun = new Incarnation(hubRun.value() + 1);
        hubSequence = 0;
        sender = new SectionSender(SectionName.WORKLOADS);
        sender.desire(desired, manifest);
        hubGuard = new ReplayGuard(Incarnation.NONE, ends.replay());
        session = Incarnation.NONE;
    }

    private void restartAgent() {
        restarts++;
        agentRun = new Incarnation(agentRun.value() + 1);
        agentSequence = 0;
        agentGuard = new ReplayGuard(heardHub, ends.replay());
        receiver = newReceiver();
        hello(true);
    }

    private SectionReceiver newReceiver() {
        return new SectionReceiver(
                SectionName.WORKLOADS,
                persisted,
                persistedManifest,
                new SectionReceiver.Checks(ends.generation(), ends.digest()));
    }

    private void hello(boolean storm) {
        say(
                new AgentMessage.Hello(
                        "test",
                        ProtocolRange.CURRENT,
                        java.util.Set.of(),
                        Map.of(SectionName.WORKLOADS, receiver.held()),
                        heardHub),
                storm);
    }

    /** A status whose message counts up, so that the hub's view must never count down. */
    private void report(boolean storm) {
        var status = new WorkloadStatus(
                new ObjectKey("w"),
                "uid",
                Generation.NONE,
                WorkloadStatus.Replicas.NONE,
                WorkloadStatus.Endpoints.NONE,
                false,
                Long.toString(++reported));
        say(new AgentMessage.WorkloadReport(List.of(status)), storm);
    }

    private void tell(Transmission transmission, boolean storm) {
        List<HubMessage.SectionMessage> whole = Parts.of(transmission, _ -> Optional.empty());
        for (HubMessage.SectionMessage message : whole) {
            halves(message).forEach(part -> send(false, hubRun, ++hubSequence, part, storm));
        }
    }

    /** Cuts what could be one message in two now and then, so that assembly is met too. */
    private List<HubMessage.SectionMessage> halves(HubMessage.SectionMessage message) {
        if (message.upserts().size() < 2 || random.nextInt(3) != 0) {
            return List.of(message);
        }
        int middle = message.upserts().size() / 2;
        List<HubMessage.Upsert> first = message.upserts().subList(0, middle);
        List<HubMessage.Upsert> second =
                message.upserts().subList(middle, message.upserts().size());
        return switch (message) {
            case HubMessage.Delta d ->
                List.of(
                        new HubMessage.Delta(
                                d.section(),
                                d.base(),
                                d.target(),
                                d.manifestDigest(),
                                new Part(1, 2),
                                first,
                                List.of()),
                        new HubMessage.Delta(
                                d.section(),
                                d.base(),
                                d.target(),
                                d.manifestDigest(),
                                new Part(2, 2),
                                second,
                                d.tombstones()));
            case HubMessage.Snapshot s ->
                List.of(
                        new HubMessage.Snapshot(s.section(), s.target(), s.manifestDigest(), new Part(1, 2), first),
                        new HubMessage.Snapshot(s.section(), s.target(), s.manifestDigest(), new Part(2, 2), second));
        };
    }

    private void say(AgentMessage message, boolean storm) {
        send(true, agentRun, ++agentSequence, message, storm);
    }

    private void send(boolean toHub, Incarnation run, long sequence, Message message, boolean storm) {
        if (storm && random.nextInt(5) == 0) {
            lost++;
            return;
        }
        int copies = storm && random.nextInt(5) == 0 ? 2 : 1;
        repeated += copies - 1;
        for (int i = 0; i < copies; i++) {
            long delay = !storm ? 0 : random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(4) == 0 ? 3 : 0;
            network.add(new Packet(toHub, run, sequence, message, step + delay));
        }
    }

    private void deliver(boolean storm) {
        List<Packet> due = new ArrayList<>(
                network.stream().filter(packet -> packet.dueStep() <= step).toList());
        network.removeAll(due);
        if (storm && random.nextInt(4) == 0) {
            java.util.Collections.shuffle(due, random);
        }
        for (Packet packet : due) {
            if (packet.toHub()) {
                atHub(packet, storm);
            } else {
                atAgent(packet, storm);
            }
        }
    }

    private void atHub(Packet packet, boolean storm) {
        if (!(hubGuard.judge(packet.incarnation(), packet.sequence()) instanceof ReplayGuard.Verdict.Fresh)) {
            return;
        }
        long now = step * STEP;
        switch ((AgentMessage) packet.message()) {
            case AgentMessage.Hello hello -> {
                if (hello.lastHubIncarnation().equals(hubRun)) {
                    session = packet.incarnation();
                    sender.onHello(hello.sections().get(SectionName.WORKLOADS), now);
                } else {
                    send(false, hubRun, ++hubSequence, new HubMessage.Poke(), storm);
                }
            }
            case AgentMessage.Renewal(var hub) -> {
                if (hub.equals(hubRun) && packet.incarnation().equals(session)) {
                    sender.onRenewal(now);
                } else {
                    send(false, hubRun, ++hubSequence, new HubMessage.Poke(), storm);
                }
            }
            case AgentMessage.Ack ack when packet.incarnation().equals(session) -> sender.onAck(ack.state(), now);
            case AgentMessage.SnapshotRequest request
            when packet.incarnation().equals(session) -> sender.onSnapshotRequest(request.held(), now);
            case AgentMessage.WorkloadReport(var statuses)
            when packet.incarnation().equals(session) ->
                seen(Long.parseLong(statuses.getFirst().message()));
            case AgentMessage _ -> {}
        }
        if (sender.state() instanceof SyncState.AheadOfHub ahead) {
            throw new Broken("the hub believes the agent to be ahead: " + ahead);
        }
    }

    private void seen(long n) {
        if (n <= hubSaw) {
            throw new Broken("the hub's view went from report %d back to %d".formatted(hubSaw, n));
        }
        hubSaw = n;
    }

    private void atAgent(Packet packet, boolean storm) {
        if (!(agentGuard.judge(packet.incarnation(), packet.sequence()) instanceof ReplayGuard.Verdict.Fresh)) {
            return;
        }
        if (packet.incarnation().compareTo(heardHub) > 0) {
            heardHub = packet.incarnation();
        }
        switch ((HubMessage) packet.message()) {
            case HubMessage.SectionMessage section -> atReceiver(section, storm);
            case HubMessage.Poke _ -> hello(storm);
            case HubMessage _ -> {}
        }
    }

    private void atReceiver(HubMessage.SectionMessage message, boolean storm) {
        switch (receiver.receive(message)) {
            case Received.Change change -> {
                Generation before = receiver.held().generation();
                if (!receiver.commit(change)) {
                    return;
                }
                commits++;
                if (change.target().isOlderThan(before)) {
                    throw new Broken("the agent went from %s back to %s".formatted(before, change.target()));
                }
                if (!change.result().equals(history.get(change.target()))) {
                    throw new Broken("at %s the agent holds what the hub never desired".formatted(change.target()));
                }
                persisted = receiver.held().generation();
                persistedManifest = receiver.manifest();
                say(new AgentMessage.Ack(SectionName.WORKLOADS, receiver.held(), List.of()), storm);
            }
            case Received.AlreadyHeld(var held) ->
                say(new AgentMessage.Ack(SectionName.WORKLOADS, held, List.of()), storm);
            case Received.Stale(var held, var _) ->
                say(new AgentMessage.Ack(SectionName.WORKLOADS, held, List.of()), storm);
            case Received.Mismatch(var request, var _) -> say(request, storm);
            case Received.Incomplete _ -> {}
        }
    }
}
