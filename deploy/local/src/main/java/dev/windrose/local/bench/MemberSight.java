package dev.windrose.local.bench;

import dev.windrose.local.api.KubeClient;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When which Deployment of Windrose came to be and went in a member, by a watch on its API. It asks for metadata only and
 * looks for two texts instead of reading JSON: what watches must not be what is measured.
 */
final class MemberSight implements AutoCloseable {
    private static final String DEPLOYMENTS =
            "/apis/apps/v1/deployments?labelSelector=windrose.dev%2Fmanaged-by%3Dwindrose";
    private static final String WORKLOAD = "windrose.dev/workload";

    private static final String ADDED = "{\"type\":\"ADDED\"";
    private static final String DELETED = "{\"type\":\"DELETED\"";
    private static final String ERROR = "{\"type\":\"ERROR\"";
    private static final String LABEL = "\"" + WORKLOAD + "\":\"";

    private final Stream<String> events;
    private final Map<String, Long> appeared = new HashMap<>();
    private final Map<String, Long> vanished = new HashMap<>();
    private @Nullable String broken;

    private MemberSight(Stream<String> events) {
        this.events = events;
    }

    /** Something was waited for in vain. */
    static final class NotSeen extends IOException {
        private static final long serialVersionUID = 1L;

        NotSeen(String message) {
            super(message);
        }
    }

    static MemberSight open(KubeClient member) throws IOException, InterruptedException {
        var list = KubeClient.expect(member.get(DEPLOYMENTS), "list of Deployments");
        String from = list.body().at("/metadata/resourceVersion").asText();
        var sight = new MemberSight(member.watchMetadata(DEPLOYMENTS + "&resourceVersion=" + from));
        Thread.ofVirtual().name("member-sight").start(sight::read);
        return sight;
    }

    private void read() {
        try {
            events.forEach(this::take);
            fail("the watch ended");
        } catch (RuntimeException e) {
            fail("the watch broke: " + e.getMessage());
        }
    }

    /** Both servers write events compactly and with their type first. */
    private void take(String event) {
        long now = System.nanoTime();
        if (event.startsWith(ADDED)) {
            note(appeared, workloadOf(event), now);
        } else if (event.startsWith(DELETED)) {
            note(vanished, workloadOf(event), now);
        } else if (event.startsWith(ERROR)) {
            fail(event);
        }
    }

    private synchronized void note(Map<String, Long> seen, String workload, long now) {
        seen.putIfAbsent(workload, now);
        notifyAll();
    }

    private static String workloadOf(String event) {
        int label = event.indexOf(LABEL);
        int start = label + LABEL.length();
        return label < 0 ? "" : event.substring(start, event.indexOf('"', start));
    }

    private synchronized void fail(String why) {
        broken = why;
        notifyAll();
    }

    /** By {@link System#nanoTime()}: when all of them were there; waits for them. */
    long allAppeared(Set<String> workloads, Duration limit) throws NotSeen, InterruptedException {
        return all(appeared, workloads, limit, "appeared");
    }

    long allVanished(Set<String> workloads, Duration limit) throws NotSeen, InterruptedException {
        return all(vanished, workloads, limit, "vanished");
    }

    private synchronized long all(Map<String, Long> seen, Set<String> workloads, Duration limit, String what)
            throws NotSeen, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (seen.size() < workloads.size() || !seen.keySet().containsAll(workloads)) {
            long left = deadline - System.nanoTime();
            if (broken != null || left <= 0) {
                long missing =
                        workloads.stream().filter(w -> !seen.containsKey(w)).count();
                throw new NotSeen("%d of %d Deployments had not %s within %d s%s"
                        .formatted(
                                missing,
                                workloads.size(),
                                what,
                                limit.toSeconds(),
                                broken == null ? "" : ", " + broken));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return workloads.stream().mapToLong(seen::get).max().orElseThrow();
    }

    @Override
    public void close() {
        events.close();
    }
}
