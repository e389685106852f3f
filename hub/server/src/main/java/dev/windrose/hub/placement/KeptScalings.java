package dev.windrose.hub.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Where the numbers of replicas that loads asked for outlive the hub. Callers are virtual threads. */
public interface KeptScalings {
    /** @param wanted replicas, above zero */
    record Kept(int wanted, Instant changedAt) {}

    Map<WorkloadUid, Kept> read();

    /** Adds or replaces these; the others stay. */
    void write(Map<WorkloadUid, Kept> some);

    void forget(Collection<WorkloadUid> gone);
}
