package dev.windrose.simulator.data;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What the engines of one cluster wrote to their standard output: the last lines of each pod. Safe for several threads. */
public final class EngineLogs {
    private static final int KEPT = 1_000;

    /** One line and when it was written. */
    public record Line(Instant at, String text) {}

    private static final class PodLog {
        private final ArrayDeque<Line> lines = new ArrayDeque<>();
        private final List<Consumer<Line>> followers = new ArrayList<>();
    }

    private final InstantSource clock;
    private final Map<String, PodLog> pods = new HashMap<>();

    public EngineLogs(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void write(String podUid, String text) {
        PodLog log = pods.computeIfAbsent(podUid, _ -> new PodLog());
        Line line = new Line(clock.instant(), text);
        log.lines.add(line);
        if (log.lines.size() > KEPT) {
            log.lines.removeFirst();
        }
        log.followers.forEach(follower -> follower.accept(line));
    }

    /** The lines that are there; oldest first. */
    public synchronized List<Line> lines(String podUid) {
        PodLog log = pods.get(podUid);
        return log == null ? List.of() : List.copyOf(log.lines);
    }

    /** Hears each new line until closed; returns the lines before the first of them. */
    public synchronized List<Line> follow(String podUid, Consumer<Line> follower) {
        PodLog log = pods.computeIfAbsent(podUid, _ -> new PodLog());
        log.followers.add(follower);
        return List.copyOf(log.lines);
    }

    public synchronized void leave(String podUid, Consumer<Line> follower) {
        PodLog log = pods.get(podUid);
        if (log != null) {
            log.followers.remove(follower);
        }
    }

    /** Forgets pods that are gone; who still follows one keeps waiting for nothing, as with a real one until it hangs up. */
    synchronized void keepOnly(Set<String> podUids) {
        pods.entrySet()
                .removeIf(entry -> !podUids.contains(entry.getKey())
                        && entry.getValue().followers.isEmpty());
    }
}
