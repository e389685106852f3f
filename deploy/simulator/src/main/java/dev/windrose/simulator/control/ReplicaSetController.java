package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.ReplicaSet;
import dev.windrose.simulator.world.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Keeps as many pods of a template as wanted, and counts them (kube-controller-manager, pkg/controller/replicaset). */
public final class ReplicaSetController implements Controller {
    private static final String COMPONENT = "replicaset-controller";

    private final Settled settled = new Settled();

    /** Who goes first: not bound, then pending, then not ready, then the newest (controller.ActivePods). */
    private static final Comparator<Pod> GOES_FIRST = Comparator.comparing(Pod::bound)
            .thenComparing(Pod::running)
            .thenComparing(Pod::ready)
            .thenComparing(Comparator.comparing((Pod p) -> p.meta().created()).reversed())
            .thenComparing(p -> p.meta().name());

    @Override
    public void decide(World world, Pass pass) {
        List<ReplicaSet> sets = world.replicaSets();
        settled.bound(sets.size(), pass.now());
        for (ReplicaSet set : sets) {
            List<Pod> pods = world.podsOf(set.meta().uid());
            var state = Settled.State.of(set.meta(), pods, List.of());
            if (settled.holds(set.meta().key(), state, pass.now())) {
                continue;
            }
            int before = pass.wishes();
            List<Pod> active = pods.stream().filter(Pod::active).toList();
            if (!set.meta().deleting()) {
                scale(set, active, pass);
            }
            count(set, active, pass);
            if (pass.wishes() == before) {
                settled.keep(set.meta().key(), state, pass.now());
            }
        }
    }

    private static void scale(ReplicaSet set, List<Pod> active, Pass pass) {
        int missing = set.replicas() - active.size();
        for (int i = 0; i < missing; i++) {
            ObjectNode pod = pod(set, set.meta().name() + "-" + pass.ids().suffix());
            ObjectKey key = new ObjectKey(Kinds.PODS, set.meta().namespace(), Json.text(pod, "metadata", "name"));
            pass.add(new Action.Create(key, pod));
            pass.add(Action.normal(
                    set.meta(), "ReplicaSet", COMPONENT, "SuccessfulCreate", "Created pod: " + key.name()));
        }
        active.stream().sorted(GOES_FIRST).limit(Math.max(0, -missing)).forEach(pod -> {
            pass.add(Action.delete(pod.meta()));
            pass.add(Action.normal(
                    set.meta(),
                    "ReplicaSet",
                    COMPONENT,
                    "SuccessfulDelete",
                    "Deleted pod: " + pod.meta().name()));
        });
    }

    private static ObjectNode pod(ReplicaSet set, String name) {
        ObjectNode template = (ObjectNode) set.meta().at("spec", "template");
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", name);
        metadata.put("generateName", set.meta().name() + "-");
        metadata.put("namespace", set.meta().namespace());
        for (String field : List.of("labels", "annotations", "finalizers")) {
            if (template.path("metadata").has(field)) {
                metadata.set(field, template.path("metadata").get(field));
            }
        }
        metadata.putArray("ownerReferences").add(Edit.ownerReference(set.meta(), "apps/v1", "ReplicaSet"));
        pod.set("spec", template.path("spec").deepCopy());
        pod.putObject("status").put("phase", "Pending");
        return pod;
    }

    private static void count(ReplicaSet set, List<Pod> active, Pass pass) {
        Meta meta = set.meta();
        long labelled = active.stream()
                .filter(p -> p.meta()
                        .labels()
                        .entrySet()
                        .containsAll(Json.strings(meta.at("spec", "template", "metadata", "labels"))
                                .entrySet()))
                .count();
        ObjectNode status = Edit.status(meta);
        status.put("replicas", active.size());
        putOrRemove(status, "fullyLabeledReplicas", labelled);
        putOrRemove(status, "readyReplicas", active.stream().filter(Pod::ready).count());
        putOrRemove(status, "availableReplicas", available(set, active, pass));
        status.put("observedGeneration", Math.toIntExact(meta.generation()));
        if (!status.equals(meta.at("status"))) {
            pass.add(Action.update(meta, Edit.withStatus(meta, status)));
        }
    }

    private static long available(ReplicaSet set, List<Pod> active, Pass pass) {
        long count = 0;
        for (Pod pod : active) {
            if (pod.ready()) {
                Instant from = readySince(pod).plusSeconds(set.minReadySeconds());
                if (set.minReadySeconds() == 0 || !pass.now().isBefore(from)) {
                    count++;
                } else {
                    pass.wakeAt(from);
                }
            }
        }
        return count;
    }

    private static Instant readySince(Pod pod) {
        for (var condition : pod.meta().at("status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                String since = Json.text(condition, "lastTransitionTime");
                return since.isEmpty() ? Instant.EPOCH : Instant.parse(since);
            }
        }
        return Instant.EPOCH;
    }

    private static void putOrRemove(ObjectNode status, String field, long value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, Math.toIntExact(value));
        }
    }
}
