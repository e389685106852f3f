package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Deployment;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.ReplicaSet;
import dev.windrose.simulator.world.Templates;
import dev.windrose.simulator.world.World;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rolls templates out through ReplicaSets (kube-controller-manager, pkg/controller/deployment: rolling.go, recreate.go).
 * Left out: proportional scaling in the middle of a rollout (the rollout itself converges to the same counts).
 */
public final class DeploymentController implements Controller {
    static final String COMPONENT = "deployment-controller";

    private final Settled settled = new Settled();

    @Override
    public void decide(World world, Pass pass) {
        List<Deployment> deployments = world.deployments();
        settled.bound(deployments.size(), pass.now());
        for (Deployment deployment : deployments) {
            List<ReplicaSet> sets = world.replicaSetsOf(deployment.meta().uid());
            var state = Settled.State.of(deployment.meta(), sets, List.of());
            if (settled.holds(deployment.meta().key(), state, pass.now())) {
                continue;
            }
            int before = pass.wishes();
            Optional<ReplicaSet> current = current(deployment, sets);
            if (!deployment.meta().deleting()) {
                roll(world, deployment, sets, current, pass);
            }
            DeploymentStatus.update(deployment, sets, current, pass);
            if (pass.wishes() == before && !deployment.recreate()) { // which waits for pods as well
                settled.keep(deployment.meta().key(), state, pass.now());
            }
        }
    }

    private static void roll(
            World world, Deployment deployment, List<ReplicaSet> sets, Optional<ReplicaSet> current, Pass pass) {
        List<ReplicaSet> old = sets.stream()
                .filter(s -> !s.meta().deleting() && !current.equals(Optional.of(s)))
                .sorted(Comparator.comparing((ReplicaSet s) -> s.meta().created())
                        .thenComparing(ReplicaSet::revision))
                .toList();
        if (deployment.paused()) {
            // A paused Deployment still follows its replicas, but rolls nothing out.
            current.ifPresent(set -> scaleTo(deployment, set, deployment.replicas() - sum(old), pass));
            return;
        }
        if (deployment.recreate() && anyPodLeft(world, old, pass, deployment)) {
            return;
        }
        if (current.isEmpty()) {
            create(deployment, sets, old, pass);
            return;
        }
        ReplicaSet newest = current.get();
        if (!renumber(newest, old, pass) && !scaleUp(deployment, newest, old, pass)) {
            scaleDown(deployment, newest, old, pass);
        }
        forgetHistory(deployment, old, pass);
    }

    private static Optional<ReplicaSet> current(Deployment deployment, List<ReplicaSet> sets) {
        return sets.stream()
                .filter(s -> !s.meta().deleting() && s.templateHash().equals(deployment.templateHash()))
                .min(Comparator.comparing((ReplicaSet s) -> s.meta().created())
                        .thenComparing(s -> s.meta().name()));
    }

    /** Recreate: old sets go to zero, and nothing new starts while a pod of theirs still runs. */
    private static boolean anyPodLeft(World world, List<ReplicaSet> old, Pass pass, Deployment deployment) {
        old.forEach(set -> scaleTo(deployment, set, 0, pass));
        return old.stream()
                .flatMap(set -> world.podsOf(set.meta().uid()).stream())
                .anyMatch(pod -> !pod.finished());
    }

    private static void create(Deployment deployment, List<ReplicaSet> sets, List<ReplicaSet> old, Pass pass) {
        int room = deployment.replicas() + deployment.maxSurge() - sum(old);
        int replicas = deployment.recreate() ? deployment.replicas() : Math.clamp(room, 0, deployment.replicas());
        String hash = deployment.templateHash();
        Meta meta = deployment.meta();
        ObjectKey key = new ObjectKey(Kinds.REPLICA_SETS, meta.namespace(), meta.name() + "-" + hash);
        long revision = sets.stream().mapToLong(ReplicaSet::revision).max().orElse(0) + 1;
        pass.add(new Action.Create(key, replicaSet(deployment, key, hash, replicas, revision)));
        tellScaled(meta, "up", key.name(), 0, replicas, pass);
    }

    private static ObjectNode replicaSet(
            Deployment deployment, ObjectKey key, String hash, int replicas, long revision) {
        Meta meta = deployment.meta();
        ObjectNode template = (ObjectNode) meta.at("spec", "template").deepCopy();
        Json.child(template, "metadata", "labels").put(Templates.HASH_LABEL, hash);
        ObjectNode set = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
        ObjectNode metadata = set.putObject("metadata");
        metadata.put("name", key.name());
        metadata.put("namespace", key.namespace());
        metadata.put("generation", 1);
        metadata.set("labels", template.path("metadata").path("labels"));
        metadata.putObject("annotations").put(ReplicaSet.REVISION, Long.toString(revision));
        metadata.putArray("ownerReferences").add(Edit.ownerReference(meta, "apps/v1", "Deployment"));
        ObjectNode spec = set.putObject("spec");
        spec.put("replicas", replicas);
        if (deployment.minReadySeconds() > 0) {
            spec.put("minReadySeconds", deployment.minReadySeconds());
        }
        ObjectNode selector = meta.at("spec", "selector") instanceof ObjectNode s ? s.deepCopy() : Json.object();
        Json.child(selector, "matchLabels").put(Templates.HASH_LABEL, hash);
        spec.set("selector", selector);
        spec.set("template", template);
        set.putObject("status").put("replicas", 0);
        return set;
    }

    /** Going back to an earlier template makes its set the newest revision. */
    private static boolean renumber(ReplicaSet newest, List<ReplicaSet> old, Pass pass) {
        long highest = old.stream().mapToLong(ReplicaSet::revision).max().orElse(0);
        if (newest.revision() > highest) {
            return false;
        }
        pass.add(Action.update(
                newest.meta(),
                Edit.annotated(newest.meta().object(), ReplicaSet.REVISION, Long.toString(highest + 1))));
        return true;
    }

    private static boolean scaleUp(Deployment deployment, ReplicaSet newest, List<ReplicaSet> old, Pass pass) {
        int wanted = deployment.replicas();
        if (newest.replicas() < wanted && !deployment.recreate()) {
            int room = wanted + deployment.maxSurge() - newest.replicas() - sum(old);
            wanted = newest.replicas() + Math.clamp(room, 0, wanted - newest.replicas());
        }
        return scaleTo(deployment, newest, wanted, pass);
    }

    /** First pods of old sets that serve nobody, then as many serving ones as maxUnavailable allows, oldest set first. */
    private static void scaleDown(Deployment deployment, ReplicaSet newest, List<ReplicaSet> old, Pass pass) {
        int minAvailable = deployment.replicas() - deployment.maxUnavailable();
        int unavailableNew = newest.replicas() - newest.available();
        int allowed = newest.replicas() + sum(old) - minAvailable - unavailableNew;
        int available = newest.available()
                + old.stream().mapToInt(ReplicaSet::available).sum();
        int servingAllowed = Math.max(0, available - minAvailable);
        for (ReplicaSet set : old) {
            if (allowed <= 0) {
                return;
            }
            int idle = Math.min(allowed, Math.max(0, set.replicas() - set.available()));
            int serving = Math.min(Math.min(allowed - idle, servingAllowed), set.replicas() - idle);
            allowed -= idle + serving;
            servingAllowed -= serving;
            scaleTo(deployment, set, set.replicas() - idle - serving, pass);
        }
    }

    private static void forgetHistory(Deployment deployment, List<ReplicaSet> old, Pass pass) {
        List<ReplicaSet> idle =
                old.stream().filter(s -> s.replicas() == 0 && s.counted() == 0).toList();
        idle.stream()
                .sorted(Comparator.comparingLong(ReplicaSet::revision))
                .limit(Math.max(0, idle.size() - deployment.revisionHistoryLimit()))
                .forEach(set -> pass.add(Action.delete(set.meta())));
    }

    private static boolean scaleTo(Deployment deployment, ReplicaSet set, int replicas, Pass pass) {
        int wanted = Math.max(0, replicas);
        if (set.replicas() == wanted) {
            return false;
        }
        pass.add(Action.update(set.meta(), Edit.withSpec(set.meta(), "replicas", Edit.number(wanted))));
        String way = wanted > set.replicas() ? "up" : "down";
        tellScaled(deployment.meta(), way, set.meta().name(), set.replicas(), wanted, pass);
        return true;
    }

    private static void tellScaled(Meta deployment, String way, String set, int from, int to, Pass pass) {
        String message = "Scaled %s replica set %s from %d to %d".formatted(way, set, from, to);
        pass.add(Action.normal(deployment, "Deployment", COMPONENT, "ScalingReplicaSet", message));
    }

    private static int sum(List<ReplicaSet> sets) {
        return sets.stream().mapToInt(ReplicaSet::replicas).sum();
    }
}
