package dev.windrose.local.bench;

import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Pattern;

/** Creates workloads of one GPU for different kinds of GPUs, spread over the doors of all hubs, and watches them be placed. */
final class PlacementLoad {
    private static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private static final String NAMESPACE = "bench-placed";
    private static final String WORKLOADS = GROUP + "/namespaces/" + NAMESPACE + "/inferenceworkloads";
    private static final List<String> WANTED = List.of(
            "{\"product\":\"T4\"},{\"product\":\"A10G\"}",
            "{\"product\":\"A10G\"},{\"product\":\"H100\"}",
            "{\"product\":\"H100\"}");
    private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"([^\"]*)\"");
    private static final long POLL_MILLIS = 200;

    private final Wire wire;
    private final List<Wire.Door> doors;

    /**
     * How fast workloads were placed.
     *
     * @param start of the first request, by {@link System#nanoTime()}
     * @param workloads how many
     * @param perSecond from the first request until the status of the last one said that it is placed
     * @param own of each, from its request until it was seen placed
     */
    record Result(long start, int workloads, double perSecond, Samples own) {
        /** Of the same workloads, until a later moment than the start. */
        double perSecondUntil(long end) {
            return workloads / ((end - start) / 1e9);
        }
    }

    /** @param wire for what is not measured */
    PlacementLoad(Wire wire, List<Wire.Door> doors) throws IOException {
        this.wire = wire;
        this.doors = doors;
        wire.post("/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(NAMESPACE)).expect("namespace");
    }

    /** As hubs that have run for a while; none of these workloads is left. */
    void warmUp(int workloads, int callers, Duration limit) throws IOException, InterruptedException {
        place("warm", workloads, callers, limit);
        wire.call("DELETE", WORKLOADS).expect("end of the warm-up");
        long deadline = System.nanoTime() + limit.toNanos();
        while (!wire.get(WORKLOADS + "?limit=1").expect("list").text().contains("\"items\":[]")) {
            if (System.nanoTime() > deadline) {
                throw new FleetException("The workloads of the warm-up were not gone within %s.".formatted(limit));
            }
            var _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS); // another process decides
        }
    }

    Result place(int workloads, int callers, Duration limit) throws IOException, InterruptedException {
        return place("w", workloads, callers, limit);
    }

    private Result place(String prefix, int workloads, int callers, Duration limit)
            throws IOException, InterruptedException {
        String list = wire.get(WORKLOADS + "?limit=1").expect("list").text();
        var version = VERSION.matcher(list);
        if (!version.find()) {
            throw new IOException("a list without a resourceVersion: " + list);
        }
        var asked = new AtomicLongArray(workloads);
        String watch = WORKLOADS + "?watch=true&timeoutSeconds=600&resourceVersion=" + version.group(1);
        try (var sight = PlacedSight.open(doors.getFirst(), watch, workloads)) {
            long start = System.nanoTime();
            var _ = new Callers(doors, callers).perSecond(workloads, (caller, number) -> {
                asked.set(number, System.nanoTime());
                caller.post(WORKLOADS, workload(prefix, number)).expect("create");
            });
            return result(prefix, start, asked, sight.all(limit));
        }
    }

    private static Result result(String prefix, long start, AtomicLongArray asked, Map<String, Long> placed) {
        var own = new Samples();
        long last = start;
        for (int i = 0; i < asked.length(); i++) {
            long at = placed.getOrDefault(prefix + i, start);
            own.add(at - asked.get(i));
            last = Math.max(last, at);
        }
        return new Result(start, asked.length(), asked.length() / ((last - start) / 1e9), own);
    }

    private static String workload(String prefix, int number) {
        return """
                {"apiVersion":"fleet.windrose.dev/v1alpha1","kind":"InferenceWorkload",\
                "metadata":{"name":"%s%d","labels":{"team":"t%d"}},\
                "spec":{"model":{"id":"Qwen/Qwen2.5-0.5B-Instruct","contextLength":2048},"replicas":1,\
                "gpu":{"count":1,"anyOf":[%s]},"service":{"port":8000}}}""".formatted(prefix, number, number % 10, WANTED.get(number % WANTED.size()));
    }
}
