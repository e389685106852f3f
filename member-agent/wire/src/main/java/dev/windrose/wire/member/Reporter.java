package dev.windrose.wire.member;

import dev.windrose.protocol.Digest;
import dev.windrose.protocol.InventoryAssembly;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.Parts;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the newest of what is to be reported, and says it while a session is open. Safe for several threads. */
public final class Reporter implements Reports {

    /** How long a workload that is gone is still told of. */
    private static final Duration TELL_GONE = Duration.ofMinutes(10);

    private record Told(WorkloadStatus status, long changedAt) {}

    private final AgentVoice voice;
    private final Map<ObjectKey, Told> workloads = new HashMap<>();
    private List<String> inventory = List.of();
    private @Nullable Digest inventoryDigest;
    private boolean open;

    public Reporter(AgentVoice voice) {
        this.voice = voice;
    }

    /** The hub welcomed us: all of it. */
    synchronized void open() {
        open = true;
        sayAll();
    }

    synchronized void close() {
        open = false;
    }

    /** Once more, because the transport may have lost some of it. */
    synchronized void sayAll() {
        long now = System.nanoTime();
        workloads.values().removeIf(told -> told.status().gone() && now - told.changedAt() > TELL_GONE.toNanos());
        say(workloads.values().stream().map(Told::status).toList());
        sayInventory();
    }

    @Override
    public synchronized void workloads(Collection<WorkloadStatus> statuses) {
        long now = System.nanoTime();
        var changed = new ArrayList<WorkloadStatus>();
        for (WorkloadStatus status : statuses) {
            Told before = workloads.get(status.key());
            if (before == null || !before.status().equals(status)) {
                workloads.put(status.key(), new Told(status, now));
                changed.add(status);
            }
        }
        say(changed);
    }

    @Override
    public synchronized void inventory(List<String> rows) {
        Digest digest = InventoryAssembly.digestOf(rows);
        if (!digest.equals(inventoryDigest)) {
            inventory = List.copyOf(rows);
            inventoryDigest = digest;
            sayInventory();
        }
    }

    private void say(List<WorkloadStatus> statuses) {
        if (open) {
            Parts.ofStatuses(statuses).forEach(report -> voice.say(Channel.STATUS, report));
        }
    }

    private void sayInventory() {
        if (open && inventoryDigest != null) {
            Parts.ofInventory(inventory).forEach(report -> voice.say(Channel.STATUS, report));
        }
    }
}
