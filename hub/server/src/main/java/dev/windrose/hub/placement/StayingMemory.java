package dev.windrose.hub.placement;

import dev.windrose.hub.placement.db.PgStaying;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Report;
import dev.windrose.placement.Staying;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What staying has cost workloads that are not where it is cheapest, from one plan to the next and over restarts. The
 * database is told once a minute what changed; a hub that dies loses what the last minute changed.
 */
@ApplicationScoped
public class StayingMemory {
    static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    private final PgStaying table;
    private volatile @Nullable Map<WorkloadUid, List<Staying>> known;
    private final Map<AssignmentKey, Staying> written = new HashMap<>();
    private Instant toldAt = Instant.MIN;

    public StayingMemory(PgStaying table) {
        this.table = table;
    }

    /** By workload, in the order of their rows. */
    Map<WorkloadUid, List<Staying>> known(Instant now) {
        var present = known;
        return present != null ? present : restored(now);
    }

    private synchronized Map<WorkloadUid, List<Staying>> restored(Instant now) {
        var present = known;
        if (present != null) {
            return present;
        }
        var kept = table.read();
        kept.lines().forEach(line -> written.put(line.row(), line));
        var lines = kept.lines().stream()
                .map(line -> line.resumed(kept.lookedAt(), now))
                .sorted(Comparator.comparing(Staying::row))
                .collect(Collectors.groupingBy(line -> line.row().workload()));
        known = lines;
        return lines;
    }

    /** Of a plan that is the target, or changes nothing: what it decided of rows that never came must not count. */
    synchronized void keep(Report report, Instant now) {
        restored(now);
        var lines = new HashMap<WorkloadUid, List<Staying>>();
        for (var workload : report.workloads()) {
            if (!workload.stays().isEmpty()) {
                lines.put(workload.uid(), workload.staying());
            }
        }
        known = Map.copyOf(lines);
        if (toldAt.equals(Instant.MIN) || !now.isBefore(toldAt.plus(TOLD_EVERY)) || now.isBefore(toldAt)) {
            tell(lines, now);
            toldAt = now;
        }
    }

    private void tell(Map<WorkloadUid, List<Staying>> lines, Instant now) {
        var present = new HashMap<AssignmentKey, Staying>();
        lines.values().forEach(each -> each.forEach(line -> present.put(line.row(), line)));
        var over = written.keySet().stream()
                .filter(key -> !present.containsKey(key))
                .toList();
        var changed = new ArrayList<Staying>();
        present.forEach((key, line) -> {
            if (!line.equals(written.get(key))) {
                changed.add(line);
            }
        });
        table.write(changed, over, now);
        written.clear();
        written.putAll(present);
    }
}
