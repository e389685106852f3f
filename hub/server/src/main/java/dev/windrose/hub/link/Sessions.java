package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SyncState;
import dev.windrose.wire.Channel;
import dev.windrose.wire.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All sessions, each in its lane. What comes in is only put into a lane; nothing here waits for anything. */
final class Sessions implements LinkSessions, AutoCloseable {

    private static final long TICK_MILLIS = 500;

    private record Entry(MemberSession session, Lane lane) {}

    private final LinkPorts ports;
    private final ExecutorService lanes = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("link-", 0).factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("link-timer").factory());
    private final ConcurrentMap<ClusterName, Entry> entries = new ConcurrentHashMap<>();
    private volatile long newestMessage = System.nanoTime();

    Sessions(LinkPorts ports) {
        this.ports = ports;
    }

    void start() {
        timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A message came in on {@code topic}; returns at once. */
    void receive(String topic, byte[] payload) {
        newestMessage = System.nanoTime();
        Optional<Channel.Address> address = Channel.Address.parse(topic);
        if (address.isEmpty()) {
            ports.refusals().count(Refusal.WRONG_ADDRESS.text(), "unknown", "not a member's topic");
            return;
        }
        ClusterName cluster = address.get().cluster();
        Entry entry = entry(cluster);
        boolean taken =
                entry.lane().offer(() -> entry.session().receive(address.get().channel(), payload, System.nanoTime()));
        if (!taken) {
            ports.refusals().count("overloaded", cluster.value(), "too many messages wait");
        }
    }

    @Override
    public void desire(ClusterName cluster, DesiredSection desired) {
        Entry entry = entry(cluster);
        entry.lane().run(() -> entry.session().desire(desired, System.nanoTime()));
    }

    @Override
    public void memberChanged(ClusterName cluster) {
        Entry entry = entry(cluster);
        entry.lane().run(() -> entry.session().changed(System.nanoTime()));
    }

    @Override
    public PresenceState presence(ClusterName cluster) {
        return entry(cluster).session().presence();
    }

    @Override
    public boolean ask(ClusterName cluster, HubMessage.PodLog request) {
        Entry entry = entries.get(cluster);
        if (entry == null || !entry.session().isOpen()) {
            return false;
        }
        entry.lane().run(() -> entry.session().ask(request));
        return true;
    }

    @Override
    public Map<SectionName, SyncState> sync(ClusterName cluster) {
        Entry entry = entries.get(cluster);
        return entry == null ? Map.of() : entry.session().senders().states();
    }

    /** Nanoseconds since any message came in. */
    long silentNanos() {
        return System.nanoTime() - newestMessage;
    }

    int size() {
        return entries.size();
    }

    private Entry entry(ClusterName cluster) {
        return entries.computeIfAbsent(
                cluster, name -> new Entry(new MemberSession(name, ports, System.nanoTime()), new Lane(lanes)));
    }

    private void tick() {
        entries.values().forEach(entry -> entry.lane().run(() -> entry.session().tick(System.nanoTime())));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lanes.shutdownNow();
    }
}
