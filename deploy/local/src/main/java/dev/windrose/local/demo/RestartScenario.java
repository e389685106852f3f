package dev.windrose.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.process.ProcessRecord;
import dev.windrose.local.process.Records;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.Manifests;
import dev.windrose.local.up.Progress;
import dev.windrose.local.up.SimulatedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Hub, agent, simulator and PostgreSQL are killed in turn while writes run. Afterwards everything must be as it was but
 * for timestamps: nothing twice, nothing lost that was acknowledged, nothing written to a member without need.
 */
final class RestartScenario implements Scenario {
    private static final String NAMESPACE = "demo-restart";
    private static final String PULSE = "pulse";
    private static final Duration HEALS_WITHIN = Duration.ofSeconds(90);
    private static final Duration WRITES_BEFORE = Duration.ofSeconds(2);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public String about() {
        return "kill -9 of hub, agent, simulator and PostgreSQL while writes run: everything is as before";
    }

    @Override
    public List<String> play(FleetPaths paths, Progress progress) throws IOException, InterruptedException {
        var clusters = SimulatedCluster.all(paths);
        try (var hub = HubAccess.client(paths)) {
            var run = new Run(paths, progress, hub, clusters);
            try {
                return run.play();
            } finally {
                run.tidyUp();
            }
        }
    }

    /** One playing of it. */
    private static final class Run {
        private final Records records;
        private final Progress progress;
        private final KubeClient hub;
        private final List<SimulatedCluster> clusters;
        private final List<String> faults = new ArrayList<>();
        private int number;

        Run(FleetPaths paths, Progress progress, KubeClient hub, List<SimulatedCluster> clusters) {
            this.records = new Records(paths.run());
            this.progress = progress;
            this.hub = hub;
            this.clusters = clusters;
        }

        List<String> play() throws IOException, InterruptedException {
            prepare();
            if (!Patience.reached(HEALS_WITHIN, () -> ailing().isEmpty())) {
                throw new FleetException("The fleet is not healthy to begin with: " + ailing());
            }
            String home = home();
            Snapshot before = Snapshot.take(hub, clusters, NAMESPACE);
            progress.step("the pulse runs in %s; %d workloads and %d objects in members are remembered"
                    .formatted(home, before.workloads().size(), before.objects().size()));
            for (String victim : victims(home, before)) {
                if (!kill(victim, before)) {
                    break; // what comes after a fleet that has not healed says nothing
                }
                before = Snapshot.take(hub, clusters, NAMESPACE);
            }
            return List.copyOf(faults);
        }

        /** The agent of the pulse, and that of the member which holds most of what must not be touched. */
        private static List<String> victims(String home, Snapshot before) {
            var victims = new ArrayList<>(List.of("hub", "agent-" + home));
            before.busiestCluster()
                    .filter(cluster -> !cluster.equals(home))
                    .ifPresent(cluster -> victims.add("agent-" + cluster));
            victims.addAll(List.of("simulator", "postgres"));
            return victims;
        }

        private void prepare() throws IOException, InterruptedException {
            ObjectNode namespace =
                    Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
            namespace.putObject("metadata").put("name", NAMESPACE);
            KubeClient.expect(
                    hub.apply("/api/v1/namespaces/" + NAMESPACE, namespace, "windrose-demo", true), "the namespace");
            ObjectNode pulse = Json.MAPPER.createObjectNode();
            pulse.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
            pulse.putObject("metadata").put("name", PULSE).put("namespace", NAMESPACE);
            ObjectNode spec = pulse.putObject("spec").put("replicas", 1);
            spec.putObject("model").put("id", "Qwen/Qwen2.5-0.5B-Instruct").put("contextLength", 2048);
            spec.putObject("engine").putArray("args").add(Writer.argument(0));
            ObjectNode gpu = spec.putObject("gpu").put("count", 1);
            gpu.putArray("anyOf").addObject().put("product", "T4");
            gpu.withArray("anyOf").addObject().put("product", "L4");
            spec.putObject("placement").putArray("tiers").add("on-demand").add("spot");
            KubeClient.expect(hub.apply(pulsePath(), pulse, "windrose-demo", true), "the pulse");
        }

        private boolean kill(String victim, Snapshot before) throws IOException, InterruptedException {
            ProcessRecord old =
                    records.alive(victim).orElseThrow(() -> new FleetException("%s does not run.".formatted(victim)));
            var writer = new Writer(hub, NAMESPACE, victim, PULSE, number);
            try (writer) {
                Patience.spend(WRITES_BEFORE);
                old.find().ifPresent(ProcessHandle::destroyForcibly);
                progress.step("killed %s (pid %d)".formatted(victim, old.pid()));
                Patience.until(
                        HEALS_WITHIN,
                        victim + " runs again",
                        () -> records.alive(victim)
                                .filter(now -> now.pid() != old.pid())
                                .isPresent());
                Patience.spend(WRITES_BEFORE);
            }
            progress.step("%s runs again; %d writes were acknowledged meanwhile, %d were not"
                    .formatted(victim, writer.created().size(), writer.refused()));
            if (!Patience.reached(HEALS_WITHIN, () -> ailing().isEmpty())) {
                symptoms()
                        .forEach(what ->
                                faults.add("%s: after %d s %s".formatted(victim, HEALS_WITHIN.toSeconds(), what)));
                return false; // what is compared before the fleet has healed says nothing
            }
            judge(victim, writer, before);
            return true;
        }

        private void judge(String victim, Writer writer, Snapshot before) throws IOException, InterruptedException {
            var stored =
                    new FleetView(hub).workloads().stream().map(Manifests::name).toList();
            writer.created().stream()
                    .filter(name -> !stored.contains(NAMESPACE + "/" + name))
                    .forEach(name -> faults.add("%s: the acknowledged workload %s is lost".formatted(victim, name)));
            if (stored.stream().distinct().count() != stored.size()) {
                faults.add(victim + ": a workload is there twice");
            }
            JsonNode pulse =
                    KubeClient.expect(hub.get(pulsePath()), "the pulse").body();
            number = Integer.parseInt(pulse.at("/spec/engine/args/0")
                    .asText()
                    .replace(Writer.argument(0).replace("0", ""), ""));
            if (number < writer.turned()) {
                faults.add("%s: the acknowledged number %d is lost, the pulse has %d"
                        .formatted(victim, writer.turned(), number));
            }
            awaitPulse(victim);
            Snapshot after = settled(before);
            before.differences(after).forEach(difference -> faults.add(victim + ": " + difference));
            before.writtenAgain(after)
                    .forEach(key -> faults.add("%s: %s was written without need".formatted(victim, key)));
            progress.step("after %s: %d differences, %d needless writes"
                    .formatted(
                            victim,
                            before.differences(after).size(),
                            before.writtenAgain(after).size()));
        }

        /** Status may still be on its way up when everything is Available again. */
        private Snapshot settled(Snapshot before) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
            Snapshot now = Snapshot.take(hub, clusters, NAMESPACE);
            while (!before.differences(now).isEmpty() && System.nanoTime() < deadline) {
                Patience.spend(Duration.ofMillis(500));
                now = Snapshot.take(hub, clusters, NAMESPACE);
            }
            return now;
        }

        /** The member that serves the pulse must hold the number that the hub has, in one Deployment. */
        private void awaitPulse(String victim) throws IOException, InterruptedException {
            var held = new ArrayList<String>();
            boolean arrived = Patience.reached(SETTLES_WITHIN, () -> {
                held.clear();
                held.addAll(pulses());
                return held.size() == 1 && held.getFirst().contains('"' + Writer.argument(number) + '"');
            });
            if (!arrived) {
                faults.add("%s: members hold %d Deployments of the pulse, wanted one with %s"
                        .formatted(victim, held.size(), Writer.argument(number)));
            }
        }

        private List<String> pulses() throws IOException, InterruptedException {
            var found = new ArrayList<String>();
            for (SimulatedCluster cluster : clusters) {
                try (var member = KubeClient.of(Kubeconfig.read(cluster.kubeconfig()))) {
                    member.get("/apis/apps/v1/namespaces/" + NAMESPACE
                                    + "/deployments?labelSelector=windrose.dev%2Fworkload%3D" + PULSE)
                            .body()
                            .path("items")
                            .forEach(item -> found.add(item.path("spec").toString()));
                }
            }
            return found;
        }

        private List<String> symptoms() throws InterruptedException {
            try {
                return ailing();
            } catch (IOException e) {
                return List.of(String.valueOf(e.getMessage()));
            }
        }

        /** What is not as it should be, in words. */
        private List<String> ailing() throws IOException, InterruptedException {
            var view = new FleetView(hub);
            var ailing = new ArrayList<String>();
            view.members().stream()
                    .filter(member -> !FleetView.isTrue(member, "Ready"))
                    .forEach(member -> ailing.add("member %s is not Ready".formatted(Manifests.name(member))));
            for (JsonNode workload : view.workloads()) {
                boolean current = workload.at("/metadata/generation").asLong()
                        == workload.at("/status/observedGeneration").asLong();
                if (workload.at("/spec/replicas").asInt(1) > 0
                        && (!current || !FleetView.isTrue(workload, "Available"))) {
                    ailing.add("%s is not Available: %s %s"
                            .formatted(
                                    Manifests.name(workload),
                                    current ? "" : "its status is of an older generation.",
                                    workload.at("/status/placements")));
                }
            }
            return ailing;
        }

        private String home() throws IOException, InterruptedException {
            return KubeClient.expect(hub.get(pulsePath()), "the pulse")
                    .body()
                    .at("/status/clusters")
                    .asText()
                    .split("[ ,]", -1)[0];
        }

        void tidyUp() throws IOException, InterruptedException {
            for (JsonNode workload : new FleetView(hub).workloads()) {
                if (workload.at("/metadata/namespace").asText().equals(NAMESPACE)) {
                    hub.delete(Writer.path(NAMESPACE) + "/"
                            + workload.at("/metadata/name").asText());
                }
            }
            hub.delete("/api/v1/namespaces/" + NAMESPACE);
        }

        private static String pulsePath() {
            return Writer.path(NAMESPACE) + "/" + PULSE;
        }
    }
}
