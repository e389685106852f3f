package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.hub.placement.Revision;
import dev.windrose.hub.placement.StoredPlan;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.CapacityHold;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Phase;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.Precondition;
import dev.windrose.placement.Shape;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Values of the planner to rows and back; column names are the JSON names. */
final class PlanRows {
    private PlanRows() {}

    static StoredPlan plan(JsonNode row) {
        return new StoredPlan(
                new PlanId(row.path("id").asText()),
                each(row.path("assignments"), PlanRows::assignment).stream()
                        .sorted(Comparator.comparing(Assignment::key))
                        .toList(),
                each(row.path("holds"), PlanRows::hold),
                each(row.path("revisions"), PlanRows::revision),
                since(row.path("since")),
                each(row.path("moves"), PlanRows::move));
    }

    static StoredPlan withHolds(StoredPlan plan, JsonNode holds) {
        return new StoredPlan(
                plan.id(),
                plan.assignments(),
                each(holds, PlanRows::hold),
                plan.revisions(),
                plan.since(),
                plan.moves());
    }

    private static <T> List<T> each(JsonNode rows, Function<JsonNode, T> read) {
        var values = new ArrayList<T>(rows.size());
        rows.forEach(row -> values.add(read.apply(row)));
        return List.copyOf(values);
    }

    private static Map<Subject, Generation> since(JsonNode rows) {
        var since = new HashMap<Subject, Generation>();
        rows.forEach(row -> since.put(
                new Subject(
                        new ClusterName(row.path("cluster").asText()),
                        new ObjectKey(row.path("key").asText())),
                new Generation(
                        row.path("since_term").asLong(), row.path("since_n").asLong())));
        return Map.copyOf(since);
    }

    private static Assignment assignment(JsonNode row) {
        return new Assignment(
                key(row),
                row.path("replicas").asInt(),
                Phase.valueOf(row.path("phase").asText()),
                row.path("generation").asLong(),
                instant(row.path("since")),
                row.path("version").asLong());
    }

    static AssignmentKey key(JsonNode row) {
        return new AssignmentKey(
                new WorkloadUid(row.path("workload_uid").asText()),
                new ClusterId(row.path("cluster").asText()),
                shape(row),
                CapacityTier.valueOf(row.path("tier").asText()));
    }

    private static Shape shape(JsonNode row) {
        return new Shape(
                GpuProduct.ofKey(row.path("product").asText()),
                row.path("gpus_per_replica").asInt(),
                Optional.of(row.path("instance_type").asText()).filter(type -> !type.isEmpty()));
    }

    private static CapacityHold hold(JsonNode row) {
        return new CapacityHold(
                row.path("id").asText(),
                new ClusterId(row.path("cluster").asText()),
                shape(row),
                CapacityTier.valueOf(row.path("tier").asText()),
                row.path("replicas").asInt(),
                instant(row.path("expires_at")));
    }

    private static MoveLedger.Move move(JsonNode row) {
        return new MoveLedger.Move(row.path("workload_uid").asText(), instant(row.path("at")));
    }

    private static Revision revision(JsonNode row) {
        return new Revision(
                new WorkloadUid(row.path("workload_uid").asText()),
                row.path("generation").asLong(),
                row.path("namespace").asText(),
                row.path("name").asText(),
                Json.read(row.path("spec"), InferenceWorkloadSpec.class),
                row.path("surge").asBoolean());
    }

    static Instant instant(JsonNode column) {
        return OffsetDateTime.parse(column.asText()).toInstant();
    }

    /** What {@code promote_plan} is asked, without the sections. */
    static ObjectNode promotion(Plan plan, ChangeSet changes, List<Revision> revisions) {
        var given = Json.MAPPER.createObjectNode().put("needs_parent", needsCapacity(changes));
        given.putObject("plan")
                .put("id", plan.id().value())
                .put("parent", plan.parent().value())
                .put("made_at", plan.madeAt().toString())
                .put("solver", plan.solver())
                .set("changes", summary(changes));
        given.set("preconditions", preconditions(changes));
        given.set("revisions", revisions(revisions));
        given.set("removals", removals(changes));
        given.set("upserts", upserts(changes));
        given.set("moves", moves(changes, revisions));
        return given;
    }

    private static boolean needsCapacity(ChangeSet changes) {
        return changes.changes().stream()
                .map(Change::preconditions)
                .flatMap(List::stream)
                .anyMatch(Precondition.FreeCapacity.class::isInstance);
    }

    private static ArrayNode revisions(List<Revision> revisions) {
        var rows = Json.MAPPER.createArrayNode();
        for (var revision : revisions) {
            rows.addObject()
                    .put("workload_uid", revision.uid().value())
                    .put("generation", revision.generation())
                    .put("namespace", revision.namespace())
                    .put("name", revision.name())
                    .put("surge", revision.surge())
                    .set("spec", Json.tree(revision.spec()));
        }
        return rows;
    }

    private static ArrayNode preconditions(ChangeSet changes) {
        var rows = Json.MAPPER.createArrayNode();
        for (var change : changes.changes()) {
            for (var precondition : change.preconditions()) {
                switch (precondition) {
                    case Precondition.RowVersion row ->
                        put(rows.addObject(), row.key()).put("what", "row").put("expected", row.expected());
                    case Precondition.WorkloadGeneration generation ->
                        rows.addObject()
                                .put("what", "generation")
                                .put("workload_uid", generation.workload().value())
                                .put("expected", generation.expected());
                    case Precondition.FreeCapacity _ -> {
                        // Judged with the whole plan: its parent must be the target.
                    }
                }
            }
        }
        return rows;
    }

    private static ArrayNode removals(ChangeSet changes) {
        var rows = Json.MAPPER.createArrayNode();
        for (var change : changes.changes()) {
            if (change instanceof Change.Remove removal) {
                put(rows.addObject(), removal.key());
            }
        }
        return rows;
    }

    private static ArrayNode upserts(ChangeSet changes) {
        var rows = Json.MAPPER.createArrayNode();
        for (var change : changes.changes()) {
            if (change instanceof Change.Upsert upsert) {
                var row = upsert.row();
                put(rows.addObject(), row.key())
                        .put("replicas", row.replicas())
                        .put("phase", row.phase().name())
                        .put("generation", row.generation())
                        .put("since", row.since().toString())
                        .put("version", row.version());
            }
        }
        return rows;
    }

    private static ArrayNode moves(ChangeSet changes, List<Revision> revisions) {
        var rows = Json.MAPPER.createArrayNode();
        for (var move : changes.moves()) {
            var uid = move.from().workload();
            var named =
                    revisions.stream().filter(each -> each.uid().equals(uid)).findFirst();
            rows.addObject()
                    .put("workload_uid", uid.value())
                    .put("namespace", named.map(Revision::namespace).orElse(""))
                    .put("workload", named.map(Revision::name).orElse(uid.value()))
                    .put("from_cluster", move.from().cluster().value())
                    .put("to_cluster", move.to().cluster().value())
                    .put("replicas", move.replicas())
                    .put("reason", move.reason().name())
                    .put("micros", move.saving().micros())
                    .put("detail", move.detail());
        }
        return rows;
    }

    private static ArrayNode summary(ChangeSet changes) {
        var rows = Json.MAPPER.createArrayNode();
        for (var change : changes.changes()) {
            var row = rows.addObject().put("key", change.key().text()).put("reason", change.reason());
            switch (change) {
                case Change.Upsert upsert ->
                    row.put("replicas", upsert.row().replicas())
                            .put("phase", upsert.row().phase().name());
                case Change.Remove _ -> row.put("removed", true);
            }
        }
        return rows;
    }

    static ObjectNode put(ObjectNode row, AssignmentKey key) {
        return row.put("workload_uid", key.workload().value())
                .put("cluster", key.cluster().value())
                .put("product", key.shape().product().key())
                .put("gpus_per_replica", key.shape().gpusPerReplica())
                .put("instance_type", key.shape().instanceType().orElse(""))
                .put("tier", key.tier().name());
    }
}
