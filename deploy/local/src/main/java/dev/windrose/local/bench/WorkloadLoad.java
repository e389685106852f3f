package dev.windrose.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small workloads pinned to one member, made and deleted at the hub while the member is watched. */
final class WorkloadLoad {
    static final int AT_ONCE = 500;
    private static final int ONE_BY_ONE = 200;
    private static final int WARM_UP = 30;
    private static final int CONNECTIONS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BURST_PATIENCE = Duration.ofSeconds(120);

    private final KubeClient hub;
    private final MemberSight sight;
    private final String cluster;
    private final String namespace;

    WorkloadLoad(KubeClient hub, MemberSight sight, String cluster) {
        this.hub = hub;
        this.sight = sight;
        this.cluster = cluster;
        this.namespace = "bench-" + cluster;
    }

    /** How long 500 took to arrive, from the first request to the last one seen, and to go. */
    record Burst(Duration created, Duration gone) {}

    void createNamespace() throws IOException, InterruptedException {
        ObjectNode object =
                Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", namespace);
        KubeClient.expect(hub.create("/api/v1/namespaces", object), "namespace " + namespace);
    }

    /** Each is gone again before the next one comes. */
    Samples oneByOne() throws IOException, InterruptedException {
        var samples = new Samples();
        for (int i = 0; i < WARM_UP + ONE_BY_ONE; i++) {
            String name = "one-" + i;
            long start = System.nanoTime();
            create(name);
            long seen = sight.allAppeared(Set.of(name), PATIENCE);
            if (i >= WARM_UP) {
                samples.add(seen - start);
            }
            delete(name);
            sight.allVanished(Set.of(name), PATIENCE);
        }
        return samples;
    }

    Burst burst() throws IOException, InterruptedException {
        Set<String> names =
                IntStream.range(0, AT_ONCE).mapToObj(i -> "burst-" + i).collect(Collectors.toSet());
        long start = System.nanoTime();
        together(names, this::create);
        long there = sight.allAppeared(names, BURST_PATIENCE);
        long deletion = System.nanoTime();
        together(names, this::delete);
        long gone = sight.allVanished(names, BURST_PATIENCE);
        return new Burst(Duration.ofNanos(there - start), Duration.ofNanos(gone - deletion));
    }

    private interface Call {
        void on(String name) throws IOException, InterruptedException;
    }

    private void together(Set<String> names, Call call) throws IOException, InterruptedException {
        var permits = new Semaphore(CONNECTIONS);
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = names.stream()
                    .<Future<?>>map(name -> tasks.submit(() -> {
                        permits.acquire();
                        try {
                            call.on(name);
                        } finally {
                            permits.release();
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> each : calls) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void create(String name) throws IOException, InterruptedException {
        KubeClient.expect(hub.create(path(), workload(name)), "creating " + name);
    }

    private void delete(String name) throws IOException, InterruptedException {
        KubeClient.expect(hub.delete(path() + "/" + name), "deleting " + name);
    }

    private String path() {
        return "/apis/fleet.windrose.dev/v1alpha1/namespaces/" + namespace + "/inferenceworkloads";
    }

    private ObjectNode workload(String name) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = object.putObject("spec").put("replicas", 1);
        spec.putObject("model").put("id", "Qwen/Qwen2.5-0.5B-Instruct").put("contextLength", 2048);
        ObjectNode gpu = spec.putObject("gpu").put("count", 1);
        gpu.putArray("anyOf").addObject().put("product", "T4");
        spec.putObject("placement").putArray("clusters").add(cluster);
        return object;
    }
}
