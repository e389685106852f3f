package dev.windrose.hub.placement;

import dev.windrose.hub.placement.db.PgSpotRecords;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.PlannerSettings;
import dev.windrose.placement.Presence;
import dev.windrose.placement.SpotMachines;
import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.calm.SpotKey;
import dev.windrose.placement.calm.SpotRecord;
import dev.windrose.placement.calm.SpotWatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was learned of machines that clouds take back, from what members report; kept in the database. Of the time without
 * a hub nothing is known, and nothing is learned. With several hubs each looks for itself, and the last one that writes is
 * believed after a restart: they saw the same.
 */
@ApplicationScoped
public class SpotMemory {
    static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /** Plans follow from hazards, so that they change seldom. */
    static final Duration TELL_EVERY = Duration.ofMinutes(10);

    private final PgSpotRecords table;
    private @Nullable SpotWatch watch;
    private SpotHazards hazards = SpotHazards.NONE;
    private Instant lookedAt = Instant.MIN;
    private Instant toldAt = Instant.MIN;

    public SpotMemory(PgSpotRecords table) {
        this.table = table;
    }

    /** Looks at the members when it is time to, and says what the planner must heed. */
    synchronized SpotHazards heed(Collection<ClusterView> members, Instant now) {
        var before = watch();
        if (due(lookedAt, LOOK_EVERY, now)) {
            watch = before.looked(
                    machines(members),
                    members.stream().map(view -> view.id().value()).toList(),
                    now);
            lookedAt = now;
        }
        if (due(toldAt, TELL_EVERY, now)) {
            var records = watch().records();
            hazards = SpotHazards.of(records, now);
            table.write(records);
            toldAt = now;
        }
        return hazards;
    }

    /** By kind of machine, as of the last look. */
    synchronized Map<SpotKey, SpotRecord> records() {
        return watch().records();
    }

    private SpotWatch watch() {
        var known = watch;
        if (known == null) {
            known = SpotWatch.of(table.read());
            watch = known;
        }
        return known;
    }

    private static boolean due(Instant last, Duration every, Instant now) {
        return last.equals(Instant.MIN) || now.isBefore(last) || !now.isBefore(last.plus(every));
    }

    private static Map<String, Map<String, SpotWatch.Machine>> machines(Collection<ClusterView> members) {
        var machines = new HashMap<String, Map<String, SpotWatch.Machine>>();
        members.stream()
                .filter(view -> view.presence() == Presence.READY
                        && view.inventoryAge()
                                .filter(age -> age.compareTo(PlannerSettings.DEFAULT.maxInventoryAge()) <= 0)
                                .isPresent())
                .forEach(view -> machines.put(view.id().value(), SpotMachines.of(view)));
        return machines;
    }
}
