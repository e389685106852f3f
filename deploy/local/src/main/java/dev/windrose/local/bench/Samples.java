package dev.windrose.local.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Durations, and what share of them was how long. */
final class Samples {
    private final List<Long> nanos = new ArrayList<>();

    void add(long durationNanos) {
        nanos.add(durationNanos);
    }

    /** Adds these to others. */
    void addAllTo(Samples others) {
        others.nanos.addAll(nanos);
    }

    int count() {
        return nanos.size();
    }

    /** Nearest rank, in milliseconds: the smallest value that at least {@code percent} of them do not exceed. */
    double percentile(double percent) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1)) / 1e6;
    }
}
