package dev.windrose.local.bench;

import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The workloads of the API bench, of about a kilobyte each, and the requests that are made about them. */
final class ApiObjects {
    static final int PAGE = 500;
    static final int MEMBERS = 200;
    private static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private static final String WORKLOADS = GROUP + "/namespaces/bench/inferenceworkloads";
    private static final String WARM = GROUP + "/namespaces/bench-warm/inferenceworkloads";
    private static final int WARM_UPS = 1_500;
    private static final int HEAD = 512;
    private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]*)\"");
    private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"([^\"]*)\"");
    private static final Duration QUIET_WITHIN = Duration.ofMinutes(5);

    private final Wire wire;

    /** @param wire for what is not measured */
    ApiObjects(Wire wire) {
        this.wire = wire;
    }

    void prepare() throws IOException {
        for (String namespace : new String[] {"bench", "bench-warm"}) {
            wire.post("/api/v1/namespaces", """
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(namespace)).expect("namespace " + namespace);
        }
    }

    /** As a hub that has run for a while: what it does often is compiled. */
    void warmUp(Callers callers) throws IOException, InterruptedException {
        callers.perSecond(WARM_UPS, (each, i) -> {
            each.post(WARM, workload(i)).expect("warm-up");
            each.merge(WARM + "/w" + i, "{\"metadata\":{\"labels\":{\"warm\":\"yes\"}}}")
                    .expect("warm-up");
            each.get(WARM + "/w" + i).expect("warm-up");
        });
        for (int i = 0; i < 10; i++) {
            list(wire, WARM);
        }
        wire.call("DELETE", WARM).expect("end of the warm-up");
        awaitQuiet();
    }

    void create(Wire caller, int number) throws IOException {
        caller.post(WORKLOADS, workload(number)).expect("create");
    }

    void patch(Wire caller, int number) throws IOException {
        caller.merge(path(number), "{\"metadata\":{\"labels\":{\"round\":\"r%d\"}}}".formatted(number))
                .expect("patch");
    }

    void get(Wire caller, int number) throws IOException {
        caller.get(path(number)).expect("get");
    }

    String path(int number) {
        return WORKLOADS + "/w" + number;
    }

    /** From now on, for ten minutes. */
    String watchPath() throws IOException {
        String version = first(VERSION, wire.get(WORKLOADS + "?limit=1").expect("list"));
        return WORKLOADS + "?watch=true&timeoutSeconds=600&resourceVersion=" + version;
    }

    /** All pages; how many there were. */
    int listWhole(Wire caller) throws IOException {
        return list(caller, WORKLOADS);
    }

    private static int list(Wire caller, String path) throws IOException {
        int pages = 0;
        String token = "";
        do {
            var reply = caller.get(path + "?limit=" + PAGE + (token.isEmpty() ? "" : "&continue=" + token))
                    .expect("list");
            pages++;
            token = first(CONTINUE, reply);
        } while (!token.isEmpty());
        return pages;
    }

    /** Many clusters that never joined: the planner looks at each for each workload, and none takes any. */
    void createMembers() throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            wire.post(GROUP + "/memberclusters", """
                    {"apiVersion":"fleet.windrose.dev/v1alpha1","kind":"MemberCluster","metadata":{"name":"m%d"},\
                    "spec":{"cloud":"aws","region":"us-east-1"}}""".formatted(i)).expect("member");
        }
    }

    /** Something of the whole fleet changes, so that everything is planned anew. */
    void changeMember(Wire caller, int number) throws IOException {
        caller.merge(GROUP + "/memberclusters/m" + number % MEMBERS, """
                {"spec":{"labels":{"round":"r%d"}}}""".formatted(number))
                .expect("change of a member");
    }

    /** Waits until the hub's own loops have written what followed from the last requests: two seconds without a write. */
    void awaitQuiet() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + QUIET_WITHIN.toNanos();
        String before = "";
        for (String now = version(); !now.equals(before); now = version()) {
            if (System.nanoTime() > deadline) {
                throw new FleetException("The hub still wrote after %s.".formatted(QUIET_WITHIN));
            }
            before = now;
            var _ = new CountDownLatch(1).await(2, TimeUnit.SECONDS); // another process decides
        }
    }

    /** Something else each time while the hub is too busy to list. */
    private String version() throws IOException {
        var reply = wire.get(WORKLOADS + "?limit=1");
        return reply.status() == 503 ? "busy " + System.nanoTime() : first(VERSION, reply.expect("list"));
    }

    private static String first(Pattern pattern, Wire.Reply reply) {
        int length = Math.min(HEAD, reply.body().length);
        var found = pattern.matcher(new String(reply.body(), 0, length, StandardCharsets.UTF_8));
        return found.find() ? found.group(1) : "";
    }

    private static String workload(int number) {
        return """
                {"apiVersion":"fleet.windrose.dev/v1alpha1","kind":"InferenceWorkload",\
                "metadata":{"name":"w%d","labels":{"team":"t%d","tier":"gold","app.kubernetes.io/part-of":"bench"},\
                "annotations":{"example.com/contact":"someone@example.com"}},\
                "spec":{"model":{"id":"meta-llama/Llama-3.1-8B-Instruct","contextLength":8192},"replicas":2,\
                "gpu":{"count":1,"anyOf":[{"product":"H100"},{"product":"A100-80GB"}]},\
                "placement":{"regions":{"allow":["us-*"]},"spread":{"minRegions":1},"tiers":["on-demand"]},\
                "service":{"port":8000}}}""".formatted(number, number % 10);
    }
}
