package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What was learned of interruptible machines by looking at them now and then. A machine that worked for somebody at one
 * look and is not there at the next one was taken back: whoever removes one in order empties it first.
 *
 * @param records by kind
 * @param looks the last one at each cluster
 */
public record SpotWatch(Map<SpotKey, SpotRecord> records, Map<String, Look> looks) {
    /** @param busy whether GPUs of it were in use */
    public record Machine(SpotKey key, boolean busy) {}

    /** What a cluster had. @param machines by name */
    public record Look(Instant at, Map<String, Machine> machines) {
        public Look {
            machines = Map.copyOf(machines);
        }
    }

    public SpotWatch {
        records = Map.copyOf(records);
        looks = Map.copyOf(looks);
    }

    /** Goes on from what is kept. */
    public static SpotWatch of(Map<SpotKey, SpotRecord> records) {
        return new SpotWatch(records, Map.of());
    }

    /**
     * The same after another look. Of a cluster that says nothing now its last look stays; of its silence no more than two
     * hours count. A clock that went back counts as no time.
     *
     * @param present machines of every cluster that is known well now, by cluster
     * @param members all clusters of the fleet: what left it is forgotten, and no machine of it was taken back
     */
    public SpotWatch looked(Map<String, Map<String, Machine>> present, Iterable<String> members, Instant now) {
        Map<SpotKey, SpotRecord> learned = new HashMap<>(records);
        Map<String, Look> next = new HashMap<>();
        for (String member : members) {
            Look before = looks.get(member);
            Map<String, Machine> machines = present.get(member);
            if (machines != null) {
                next.put(member, new Look(now, machines));
                if (before != null) {
                    learn(learned, before, machines, now);
                }
            } else if (before != null) {
                next.put(member, before);
            }
        }
        return new SpotWatch(learned, next);
    }

    private static void learn(
            Map<SpotKey, SpotRecord> learned, Look before, Map<String, Machine> machines, Instant now) {
        double hours = hours(before.at(), now);
        before.machines().forEach((name, machine) -> {
            boolean takenBack = machine.busy() && !machines.containsKey(name);
            learned.compute(
                    machine.key(),
                    (_, record) ->
                            (record == null ? SpotRecord.nothing(now) : record).ran(hours, takenBack ? 1 : 0, now));
        });
    }

    private static double hours(Instant from, Instant to) {
        Duration passed = Duration.between(from, to);
        if (passed.isNegative()) {
            return 0;
        }
        Duration counted = passed.compareTo(Regret.LONGEST_GAP) > 0 ? Regret.LONGEST_GAP : passed;
        return counted.toMillis() / 3_600_000.0;
    }
}
