package dev.windrose.placement.calm;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often interruptible machines are taken back: interruptions of one machine in a thousand hours, in two digits, so that
 * it stays the same value while little changes.
 */
public record SpotHazards(Map<SpotKey, Integer> perThousandHours) {
    /** Ten an hour: more is no machine to work on, and counts the same. */
    private static final int MOST = 10_000;

    /** Of machines of which nothing is known. */
    public static final int UNSEEN = rounded(SpotRecord.nothing(Instant.EPOCH), Instant.EPOCH);

    /** Nothing was seen of any. */
    public static final SpotHazards NONE = new SpotHazards(Map.of());

    public SpotHazards {
        perThousandHours = Map.copyOf(perThousandHours);
    }

    public static SpotHazards of(Map<SpotKey, SpotRecord> records, Instant now) {
        Map<SpotKey, Integer> hazards = new TreeMap<>();
        records.forEach((key, record) -> hazards.put(key, rounded(record, now)));
        return new SpotHazards(hazards);
    }

    private static int rounded(SpotRecord record, Instant now) {
        double exact = record.hazardPerHour(now) * 1000;
        double digit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, exact))) - 1));
        return (int) Math.min(MOST, Math.max(1, Math.round(exact / digit) * digit));
    }

    /** At least 1: what was never taken back may be. */
    public int of(SpotKey key) {
        return perThousandHours.getOrDefault(key, UNSEEN);
    }
}
