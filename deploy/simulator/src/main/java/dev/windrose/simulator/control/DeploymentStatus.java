package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Deployment;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.ReplicaSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a Deployment says of itself (pkg/controller/deployment: sync.go, progress.go). */
final class DeploymentStatus {
    private static final String PROGRESSING = "Progressing";
    private static final String AVAILABLE = "Available";

    private DeploymentStatus() {}

    static void update(Deployment deployment, List<ReplicaSet> sets, Optional<ReplicaSet> current, Pass pass) {
        Meta meta = deployment.meta();
        int replicas = sets.stream().mapToInt(ReplicaSet::counted).sum();
        int ready = sets.stream().mapToInt(ReplicaSet::ready).sum();
        int available = sets.stream().mapToInt(ReplicaSet::available).sum();
        int updated = current.map(ReplicaSet::counted).orElse(0);
        ObjectNode status = Edit.status(meta);
        boolean moved = put(status, "replicas", replicas)
                | put(status, "updatedReplicas", updated)
                | put(status, "readyReplicas", ready)
                | put(status, "availableReplicas", available)
                | !Json.at(status, "observedGeneration").asText("").equals(Long.toString(meta.generation()));
        put(status, "unavailableReplicas", Math.max(0, Math.max(replicas, deployment.replicas()) - available));
        status.put("observedGeneration", Math.toIntExact(meta.generation()));
        availability(deployment, available, status, pass.now());
        boolean complete = current.isPresent()
                && updated == deployment.replicas()
                && replicas == updated
                && available == updated
                && current.get().replicas() == updated;
        progress(deployment, new Course(current, complete, moved), status, pass);
        ObjectNode changed = Edit.withStatus(meta, status);
        String revision =
                current.map(s -> s.meta().annotation(ReplicaSet.REVISION)).orElse("");
        if (!revision.isEmpty() && !revision.equals(meta.annotation(ReplicaSet.REVISION))) {
            changed = Edit.annotated(changed, ReplicaSet.REVISION, revision);
        }
        if (!changed.equals(meta.object())) {
            pass.add(Action.update(meta, changed));
        }
    }

    /** Where a rollout stands: its set, whether it is through, whether a count changed since it was last written. */
    private record Course(Optional<ReplicaSet> current, boolean complete, boolean moved) {}

    private static void availability(Deployment deployment, int available, ObjectNode status, Instant now) {
        boolean enough = available >= deployment.replicas() - deployment.maxUnavailable();
        String before = Json.text(find(status, AVAILABLE), "status");
        ObjectNode condition = enough
                ? Edit.condition(
                        status,
                        AVAILABLE,
                        true,
                        "MinimumReplicasAvailable",
                        "Deployment has minimum availability.",
                        now)
                : Edit.condition(
                        status,
                        AVAILABLE,
                        false,
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.",
                        now);
        if (!condition.has("lastUpdateTime") || !before.equals(Json.text(condition, "status"))) {
            condition.put("lastUpdateTime", Edit.time(now));
        }
    }

    private static void progress(Deployment deployment, Course course, ObjectNode status, Pass pass) {
        Instant now = pass.now();
        JsonNode before = find(status, PROGRESSING);
        String reasonBefore = Json.text(before, "reason");
        if (deployment.paused()) {
            stamp(status, "Unknown", "DeploymentPaused", "Deployment is paused", now);
            return;
        }
        if (course.current().isEmpty()) {
            if (before.isMissingNode()) {
                stamp(status, "True", "NewReplicaSetCreated", "Created new replica set", now);
            }
            return;
        }
        String name = course.current().get().meta().name();
        if (course.complete()) {
            String message = "ReplicaSet \"%s\" has successfully progressed.".formatted(name);
            stamp(status, "True", "NewReplicaSetAvailable", message, now);
            return;
        }
        Instant deadline = updated(before, now).plusSeconds(deployment.progressDeadlineSeconds());
        if (course.moved() || reasonBefore.isEmpty() || reasonBefore.equals("DeploymentPaused")) {
            stamp(status, "True", "ReplicaSetUpdated", "ReplicaSet \"%s\" is progressing.".formatted(name), now);
            refresh(status, now);
            pass.wakeAt(now.plusSeconds(deployment.progressDeadlineSeconds() + 1L));
        } else if (reasonBefore.equals("NewReplicaSetAvailable")) {
            // A pod fell ill after the rollout was through: that is no rollout (progress.go keeps the condition).
            return;
        } else if (now.isBefore(deadline)) {
            pass.wakeAt(deadline);
        } else {
            String message = "ReplicaSet \"%s\" has timed out progressing.".formatted(name);
            stamp(status, "False", "ProgressDeadlineExceeded", message, now);
        }
    }

    private static void stamp(ObjectNode status, String value, String reason, String message, Instant now) {
        JsonNode before = find(status, PROGRESSING).deepCopy();
        ObjectNode condition = Edit.condition(status, PROGRESSING, value.equals("True"), reason, message, now);
        condition.put("status", value);
        boolean same = Json.text(before, "status").equals(value)
                && Json.text(before, "reason").equals(reason)
                && Json.text(before, "message").equals(message);
        if (same) {
            condition.set("lastTransitionTime", before.path("lastTransitionTime"));
        } else {
            condition.put("lastUpdateTime", Edit.time(now));
        }
    }

    private static void refresh(ObjectNode status, Instant now) {
        if (find(status, PROGRESSING) instanceof ObjectNode condition) {
            condition.put("lastUpdateTime", Edit.time(now));
        }
    }

    private static Instant updated(JsonNode condition, Instant now) {
        String text = Json.text(condition, "lastUpdateTime");
        return text.isEmpty() ? now : Instant.parse(text);
    }

    private static JsonNode find(ObjectNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (Json.text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return Json.at(status, "conditions", "none");
    }

    /** Sets a count, absent when zero as Go prints it; true when it changed. */
    private static boolean put(ObjectNode status, String field, int value) {
        boolean changed = Json.integer(status, 0, field) != value;
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
        return changed;
    }
}
