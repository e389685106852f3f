package dev.windrose.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Applies the demo and waits until members are Ready and the demo's workloads Available. */
final class Arrival {
    private static final Duration MEMBERS_WITHIN = Duration.ofSeconds(90);
    private static final Duration WORKLOADS_WITHIN = Duration.ofSeconds(120);
    private static final long POLL_MILLIS = 200;
    private static final String WORKLOAD = "InferenceWorkload";

    private final FleetPaths paths;
    private final Options options;
    private final Progress progress;

    Arrival(FleetPaths paths, Options options, Progress progress) {
        this.paths = paths;
        this.options = options;
        this.progress = progress;
    }

    /**
     * @return what is missing although all runs, in one line; empty when nothing is
     * @throws FleetException when members do not get Ready
     */
    String await(KubeClient hub, List<SimulatedCluster> clusters) throws IOException, InterruptedException {
        Set<String> workloads = options.demo() ? applyDemo(hub) : Set.of();
        var view = new FleetView(hub);
        awaitMembers(view, clusters);
        if (workloads.isEmpty()) {
            return "";
        }
        return awaitWorkloads(view, workloads);
    }

    private Set<String> applyDemo(KubeClient hub) throws IOException, InterruptedException {
        var manifests = new Manifests(hub);
        var workloads = new HashSet<String>();
        int applied = 0;
        for (JsonNode object : demoObjects()) {
            if (manifests.apply(object)) {
                applied++;
            } else {
                progress.step("%s was changed by somebody and stays as it is".formatted(Manifests.name(object)));
            }
            if (object.path("kind").asText().equals(WORKLOAD)) {
                workloads.add(Manifests.name(object));
            }
        }
        progress.step("deploy/demo applied, %d objects".formatted(applied));
        return workloads;
    }

    private List<JsonNode> demoObjects() throws IOException {
        Path folder = paths.root().resolve("deploy/demo");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var objects = new ArrayList<JsonNode>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                Manifests.read(file).stream().filter(o -> o.has("kind")).forEach(objects::add); // fleet.yaml has none
            }
        }
        return objects;
    }

    private void awaitMembers(FleetView view, List<SimulatedCluster> clusters)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + MEMBERS_WITHIN.toNanos();
        var names = clusters.stream().map(SimulatedCluster::name).toList();
        var missing = names;
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new FleetException(
                        "Members %s were not Ready within %d s. Maybe their logs say why: ./fleet logs agent-%s"
                                .formatted(missing, MEMBERS_WITHIN.toSeconds(), missing.getFirst()));
            }
            var ready = view.members().stream()
                    .filter(member -> FleetView.isTrue(member, "Ready"))
                    .map(Manifests::name)
                    .toList();
            missing = names.stream().filter(name -> !ready.contains(name)).toList();
            pause(missing.isEmpty());
        }
        progress.step("%d members Ready".formatted(names.size()));
    }

    private String awaitWorkloads(FleetView view, Set<String> names) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WORKLOADS_WITHIN.toNanos();
        while (true) {
            var waiting = view.workloads().stream()
                    .filter(workload -> names.contains(Manifests.name(workload)))
                    .filter(workload -> !FleetView.isTrue(workload, "Available"))
                    .toList();
            if (waiting.isEmpty()) {
                progress.step("%d workloads Available".formatted(names.size()));
                return "";
            }
            if (System.nanoTime() > deadline) {
                JsonNode first = waiting.getFirst();
                return "%d of %d workloads are not Available, e.g. %s: %s"
                        .formatted(
                                waiting.size(),
                                names.size(),
                                Manifests.name(first),
                                Stream.of("Available", "Placed")
                                        .map(type -> FleetView.condition(first, type)
                                                .path("message")
                                                .asText())
                                        .filter(text -> !text.isEmpty())
                                        .findFirst()
                                        .orElse("no reason was given"));
            }
            pause(false);
        }
    }

    /** Polls what another process reports; nothing in this one can be waited on. */
    private static void pause(boolean done) throws InterruptedException {
        if (!done) {
            var _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
