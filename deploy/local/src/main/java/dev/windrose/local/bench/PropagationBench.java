package dev.windrose.local.bench;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.Manifests;
import dev.windrose.local.up.SimulatedCluster;
import dev.windrose.testing.KubeApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long from a request at the hub until the object is seen in the member: validation, store, planner, link, agent
 * and the member's API, all of it. In a fleet of its own, with enough GPUs that nothing waits for one.
 *
 * <p>The member's API is watched by a connection opened beforehand, as any controller there would. Once against a
 * simulated member, and once against a real kube-apiserver with etcd where {@code KUBEBUILDER_ASSETS} names them.
 */
final class PropagationBench implements Bench {
    private static final String SIMULATED = "simulated";
    private static final String REAL = "real";
    private static final double P50_MILLIS = 30;
    private static final double P99_MILLIS = 100;
    private static final double BURST_SECONDS = 5;

    @Override
    public String name() {
        return "propagation";
    }

    @Override
    public String about() {
        return "request at the hub until the object is in the member, one by one and 500 at once";
    }

    @Override
    public List<Row> run(Ground ground) throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        try (var fleet = BenchFleet.start(ground, SIMULATED);
                var hub = HubAccess.client(fleet.paths())) {
            var member = SimulatedCluster.named(fleet.paths(), SIMULATED);
            try (var api = KubeClient.of(Kubeconfig.read(member.kubeconfig()))) {
                rows.addAll(measure(ground, hub, api, SIMULATED, "simulator"));
            }
            var unavailable = KubeApiServer.unavailable();
            if (unavailable.isPresent()) {
                ground.out().println("real kube-apiserver " + unavailable.get());
            } else {
                rows.addAll(onRealApiServer(ground, fleet, hub));
            }
        }
        return List.copyOf(rows);
    }

    private static List<Row> onRealApiServer(Ground ground, BenchFleet fleet, KubeClient hub)
            throws IOException, InterruptedException {
        try (var server = KubeApiServer.start();
                var api = new KubeClient(server.url(), server.caPem(), server.adminToken())) {
            FabricatedNodes.create(api, BenchFleet.NODES, BenchFleet.GPUS_PER_NODE);
            fleet.join(REAL, server.kubeconfig());
            return measure(ground, hub, api, REAL, "kube-apiserver");
        }
    }

    private static List<Row> measure(Ground ground, KubeClient hub, KubeClient member, String cluster, String label)
            throws IOException, InterruptedException {
        var rows = new Told(ground.out());
        try (var sight = MemberSight.open(member)) {
            var load = new WorkloadLoad(hub, sight, cluster);
            load.createNamespace();
            Samples one = load.oneByOne();
            rows.add(Row.atMost(label + ": one by one, p50 of " + one.count(), one.percentile(50), "ms", P50_MILLIS));
            rows.add(Row.atMost(label + ": one by one, p99 of " + one.count(), one.percentile(99), "ms", P99_MILLIS));
            String what = "%s: %d at once, ".formatted(label, WorkloadLoad.AT_ONCE);
            rows.add(Row.atMost(what + "all in the member", seconds(load.createBurst()), "s", BURST_SECONDS));
            rows.add(Row.atMost(what + "all gone again", seconds(load.deleteBurst()), "s", BURST_SECONDS));
        } catch (MemberSight.NotSeen e) {
            throw new FleetException("%s: %s. %s".formatted(label, e.getMessage(), waiting(hub)), e);
        }
        return rows.rows();
    }

    private static double seconds(Duration took) {
        return took.toNanos() / 1e9;
    }

    /** What the hub says of a workload that did not arrive. */
    private static String waiting(KubeClient hub) throws IOException, InterruptedException {
        return new FleetView(hub)
                .workloads().stream()
                        .filter(workload -> !FleetView.isTrue(workload, "Placed"))
                        .findFirst()
                        .map(workload -> "%s is not placed: %s %s"
                                .formatted(
                                        Manifests.name(workload),
                                        FleetView.condition(workload, "Placed")
                                                .path("message")
                                                .asText(),
                                        workload.at("/status/turnedDown")))
                        .orElse("The hub has placed every workload.");
    }
}
