package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.WriteResult;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.control.Ids;
import dev.windrose.simulator.data.Routes;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.fleet.FleetFile;
import dev.windrose.simulator.fleet.FleetFileException;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.time.VirtualTimers;
import dev.windrose.simulator.world.Kinds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A cluster on virtual time, in the caller's thread. */
final class MiniCluster implements AutoCloseable {
    static final String FLEET = """
            clusters:
              - name: mini
                cloud: aws
                region: eu-west-1
                zones: [eu-west-1a, eu-west-1b]
                podCidr: 10.12.0.0/16
                pools:
                  - {name: system, instanceType: m6i.xlarge, count: 1}
                  - name: l4
                    instanceType: g6.12xlarge
                    count: 2
                    gpuProduct: NVIDIA-L4
                    gpusPerNode: 4
                    taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]
            """;

    final VirtualTimers timers;
    final ClusterCore core;

    MiniCluster() {
        this(Optional.empty(), Delays.DEMO);
    }

    MiniCluster(Optional<Path> journal, Delays delays) {
        this(FLEET, journal, delays);
    }

    MiniCluster(String fleet, Optional<Path> journal, Delays delays) {
        timers = new VirtualTimers(Instant.parse("2026-11-01T00:00:00Z"));
        try {
            core = new ClusterCore(
                    new ClusterCore.Setup(
                            spec(fleet),
                            journal,
                            timers,
                            new Ids(new Random(journal.hashCode())),
                            delays,
                            Duration.ZERO,
                            "PEM",
                            Set.of("v1/Service", "apps/v1/Deployment", "apps/v1/ReplicaSet", "apps/v1/DaemonSet")),
                    Runnable::run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        core.start();
        advance(Duration.ZERO);
    }

    static ClusterSpec spec() {
        return spec(FLEET);
    }

    static ClusterSpec spec(String fleet) {
        try {
            return FleetFile.parse("mini.yaml", fleet).clusters().getFirst();
        } catch (FleetFileException e) {
            throw new IllegalStateException(e);
        }
    }

    void advance(Duration by) {
        timers.advance(by);
    }

    /** As the API would store it. */
    ObjectNode create(ResourceName kind, String json) {
        ObjectNode object = Json.parse(json);
        ObjectNode metadata = Json.child(object, "metadata");
        if (!metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        metadata.put("uid", "uid-" + Json.text(metadata, "name") + "-" + kind.plural());
        metadata.put("creationTimestamp", timers.now().toString());
        metadata.put("generation", 1);
        ObjectKey key = new ObjectKey(kind, Json.text(metadata, "namespace"), Json.text(metadata, "name"));
        return written(core.store().create(key, object).toCompletableFuture().join());
    }

    /** Replaces what the patch names at the top of spec, as a new generation. */
    void patchSpec(ResourceName kind, String name, String patch) {
        ObjectNode object = get(kind, name).deepCopy();
        Json.child(object, "spec").setAll(Json.parse(patch));
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.put("generation", metadata.path("generation").asInt() + 1);
        long version = metadata.path("resourceVersion").asLong();
        written(core.store()
                .update(key(kind, name), object, version)
                .toCompletableFuture()
                .join());
    }

    void delete(ResourceName kind, String name) {
        long version = get(kind, name).path("metadata").path("resourceVersion").asLong();
        written(core.store()
                .delete(key(kind, name), version)
                .toCompletableFuture()
                .join());
    }

    ObjectNode get(ResourceName kind, String name) {
        return core.store().get(key(kind, name)).toCompletableFuture().join().orElseThrow();
    }

    List<ObjectNode> list(ResourceName kind) {
        return core.store()
                .list(ListQuery.all(kind))
                .toCompletableFuture()
                .join()
                .objects();
    }

    List<ObjectNode> pods() {
        return core.store()
                .list(ListQuery.in(Kinds.PODS, "default"))
                .toCompletableFuture()
                .join()
                .objects();
    }

    long ready() {
        return pods().stream().filter(MiniCluster::isReady).count();
    }

    static boolean isReady(ObjectNode pod) {
        return !pod.path("metadata").has("deletionTimestamp")
                && Json.at(pod, "status", "conditions")
                        .valueStream()
                        .anyMatch(c -> Json.text(c, "type").equals("Ready")
                                && Json.text(c, "status").equals("True"));
    }

    Routes routes() {
        return core.routes();
    }

    /** Everything there is, by key, as text. */
    TreeMap<String, String> everything() {
        var all = new TreeMap<String, String>();
        for (ResourceName kind : List.of(
                Kinds.NAMESPACES,
                Kinds.NODES,
                Kinds.PODS,
                Kinds.SERVICES,
                Kinds.EVENTS,
                Kinds.CONFIG_MAPS,
                Kinds.SERVICE_ACCOUNTS,
                Kinds.DEPLOYMENTS,
                Kinds.REPLICA_SETS,
                Kinds.DAEMON_SETS,
                Kinds.ENDPOINT_SLICES)) {
            list(kind)
                    .forEach(o -> all.put(
                            kind + " " + Json.text(o, "metadata", "namespace") + "/" + Json.text(o, "metadata", "name"),
                            o.toString()));
        }
        return all;
    }

    static String deployment(String name, int replicas, int gpus) {
        return """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%1$s"},
                 "spec": {"replicas": %2$d, "selector": {"matchLabels": {"app": "%1$s"}},
                  "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%%", "maxUnavailable": "25%%"}},
                  "template": {"metadata": {"labels": {"app": "%1$s"}}, "spec": {
                   "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}],
                   "containers": [{"name": "engine", "image": "vllm:1", "args": ["--model", "meta/llama"],
                    "ports": [{"name": "http", "containerPort": 8000}],
                    "resources": {"limits": {"nvidia.com/gpu": "%3$d"}, "requests": {"cpu": "100m"}}}]}}}}
                """.formatted(name, replicas, gpus);
    }

    private static ObjectKey key(ResourceName kind, String name) {
        boolean cluster = kind.equals(Kinds.NODES) || kind.equals(Kinds.NAMESPACES);
        return new ObjectKey(kind, cluster ? "" : "default", name);
    }

    private static ObjectNode written(WriteResult result) {
        if (result instanceof WriteResult.Written(ObjectNode object, long _)) {
            return object;
        }
        throw new IllegalStateException("not written: " + result);
    }

    @Override
    public void close() {
        timers.close();
        try {
            core.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
