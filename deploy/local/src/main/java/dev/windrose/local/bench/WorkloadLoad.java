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

    /** Stands in the template where a workload's name goes. */
    private static final String NAME = "@name@";

    private final KubeClient hub;
    private final MemberSight sight;
    private final String cluster;
    private final String namespace;
    private final String template;

    WorkloadLoad(KubeClient hub, MemberSight sight, String cluster) {
        this.hub = hub;
        this.sight = sight;
        this.cluster = cluster;
        this.namespace = "bench-" + cluster;
        this.template = workload(NAME).toString();
    }

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

    /** How long {@value #AT_ONCE} take to arrive, from the first request until the last one was seen. */
    Duration createBurst() throws IOException, InterruptedException {
        long start = System.nanoTime();
        together(burst(), this::create);
        return Duration.ofNanos(sight.allAppeared(burst(), BURST_PATIENCE) - start);
    }

    /** How long those take to go. */
    Duration deleteBurst() throws IOException, InterruptedException {
        long start = System.nanoTime();
        together(burst(), this::delete);
        return Duration.ofNanos(sight.allVanished(burst(), BURST_PATIENCE) - start);
    }

    private static Set<String> burst() {
        return IntStream.range(0, AT_ONCE).mapToObj(i -> "burst-" + i).collect(Collectors.toSet());
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
        KubeClient.expect(hub.createUnread(path(), template.replace(NAME, name)), "creating " + name);
    }

    private void delete(String name) throws IOException, InterruptedException {
        KubeClient.expect(hub.deleteUnread(path() + "/" + name), "deleting " + name);
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
