package dev.windrose.local.member;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.member.Desired;
import dev.windrose.wire.member.DesiredStateHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One member without a cluster. What it is sent it takes at once: Deployments run as far as GPUs reach, and are ready; other
 * objects are acknowledged and forgotten. It keeps nothing over its end and sends no logs.
 */
public final class LightMember implements DesiredStateHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEPLOYMENT = "apps/v1/Deployment/";
    private static final String OWNER = "windrose.dev/workload-uid";
    private static final String ADDRESS = "192.0.2.1:8000";

    private final List<LightLine> lines = new CopyOnWriteArrayList<>();
    private final LightNodes nodes;
    private boolean changed = true;
    private long lastNew = Long.MIN_VALUE;

    LightMember(List<NodeInventory> nodes) {
        this.nodes = new LightNodes(nodes);
    }

    void add(LightLine line) {
        lines.add(line);
        line.reports().inventory(rows());
    }

    /** Every hub that it has a line to has welcomed it. */
    public boolean isOpen() {
        return lines.stream().allMatch(LightLine::isOpen);
    }

    /** Messages that were not believed, for whatever reason. */
    public long refused() {
        return lines.stream().mapToLong(LightLine::refused).sum();
    }

    /** When it was last sent a part that it did not have, by {@link System#nanoTime()}; empty while it was sent none. */
    public synchronized OptionalLong lastNew() {
        return lastNew == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(lastNew);
    }

    /** Tells of its nodes if their use has changed since they were last told. */
    void reportNodes() {
        List<String> rows;
        synchronized (this) {
            if (!changed) {
                return;
            }
            changed = false;
            rows = nodes.rows();
        }
        lines.forEach(line -> line.reports().inventory(rows));
    }

    private synchronized List<String> rows() {
        return nodes.rows();
    }

    @Override
    public Set<SectionName> sections() {
        return Set.of(SectionName.WORKLOADS);
    }

    @Override
    public Held held(SectionName section) {
        return Held.NONE;
    }

    @Override
    public Optional<Body> body(SectionName section, Digest digest) {
        return Optional.empty();
    }

    @Override
    public List<ObjectResult> apply(Desired desired) {
        var statuses = new ArrayList<WorkloadStatus>();
        synchronized (this) {
            desired.upserts().forEach((key, body) -> {
                if (key.value().startsWith(DEPLOYMENT)) {
                    statuses.add(run(key, body, desired.generation()));
                }
            });
            for (ObjectKey key : desired.removals()) {
                if (key.value().startsWith(DEPLOYMENT)) {
                    nodes.stop(key);
                    statuses.add(gone(key, desired.generation()));
                }
            }
            changed |= !statuses.isEmpty();
        }
        lines.forEach(line -> line.reports().workloads(statuses));
        return List.of();
    }

    private WorkloadStatus run(ObjectKey key, Body body, Generation generation) {
        JsonNode deployment = parse(body);
        String owner = deployment.path("metadata").path("labels").path(OWNER).asText();
        int wanted = deployment.at("/spec/replicas").asInt();
        lastNew = nodes.has(key) ? lastNew : System.nanoTime();
        int ready = nodes.run(key, new WorkloadUid(owner), wanted, gpus(deployment));
        return new WorkloadStatus(
                key,
                owner,
                generation,
                new WorkloadStatus.Replicas(wanted, ready, wanted),
                new WorkloadStatus.Endpoints(ADDRESS, ready > 0 ? List.of(ADDRESS) : List.of()),
                false,
                "");
    }

    private static int gpus(JsonNode deployment) {
        int gpus = 0;
        for (JsonNode container : deployment.at("/spec/template/spec/containers")) {
            gpus += container.at("/resources/limits/nvidia.com~1gpu").asInt();
        }
        return gpus;
    }

    private static WorkloadStatus gone(ObjectKey key, Generation generation) {
        return new WorkloadStatus(
                key, "", generation, WorkloadStatus.Replicas.NONE, WorkloadStatus.Endpoints.NONE, true, "");
    }

    private static JsonNode parse(Body body) {
        try {
            return JSON.readTree(body.json());
        } catch (IOException e) {
            throw new UncheckedIOException("The hub sent a body that is no JSON.", e);
        }
    }
}
