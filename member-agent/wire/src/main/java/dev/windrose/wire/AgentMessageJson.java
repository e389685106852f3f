package dev.windrose.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.MessageJson.Fields;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What agents say, as JSON. */
final class AgentMessageJson {

    private AgentMessageJson() {}

    static void write(AgentMessage message, ObjectNode data) {
        switch (message) {
            case AgentMessage.Hello hello -> write(hello, data);
            case AgentMessage.Renewal(var hub) -> data.put("hub", hub.toString());
            case AgentMessage.Ack(var section, var state, var results) -> {
                data.put("section", section.value());
                write(state, data);
                MessageJson.writeAll(data, "results", results, AgentMessageJson::write);
            }
            case AgentMessage.WorkloadReport(var statuses) ->
                MessageJson.writeAll(data, "workloads", statuses, AgentMessageJson::write);
            case AgentMessage.InventoryReport(var snapshot, var part, var rows) -> {
                data.put("snapshot", snapshot.hex());
                HubMessageJson.write(part, data);
                writeTexts(data, "rows", rows);
            }
            case AgentMessage.SnapshotRequest(var section, var held) -> {
                data.put("section", section.value());
                write(held, data);
            }
        }
    }

    private static void write(AgentMessage.Hello hello, ObjectNode data) {
        data.put("version", hello.agentVersion());
        data.putObject("protocol")
                .put("min", hello.protocol().min())
                .put("max", hello.protocol().max());
        writeTexts(data, "features", new TreeSet<>(hello.features()));
        MessageJson.writeAll(data, "sections", new TreeMap<>(hello.sections()).entrySet(), (entry, node) -> {
            node.put("section", entry.getKey().value());
            write(entry.getValue(), node);
        });
        data.put("lastHub", hello.lastHubIncarnation().toString());
    }

    private static void write(SectionState state, ObjectNode data) {
        data.put("generation", state.generation().toString());
        data.put("manifest", state.manifestDigest().hex());
    }

    private static void write(ObjectResult result, ObjectNode data) {
        data.put("key", result.key().value());
        if (result instanceof ObjectResult.Failed failed) {
            data.put("failed", failed.reason());
        }
    }

    private static void write(WorkloadStatus status, ObjectNode data) {
        data.put("key", status.key().value());
        data.put("uid", status.workloadUid());
        data.put("observed", status.observed().toString());
        data.put("desired", status.replicas().desired());
        data.put("ready", status.replicas().ready());
        data.put("updated", status.replicas().updated());
        data.put("service", status.endpoints().service());
        writeTexts(data, "pods", status.endpoints().pods());
        data.put("gone", status.gone());
        data.put("message", status.message());
        if (!status.autoscaler().isEmpty()) {
            data.put("autoscaler", status.autoscaler());
        }
        status.load().ifPresent(load -> LoadJson.write(load, data.putObject("load")));
    }

    private static void writeTexts(ObjectNode data, String name, Collection<String> texts) {
        ArrayNode array = data.putArray(name);
        texts.forEach(array::add);
    }

    static AgentMessage.Hello hello(Fields data) {
        Fields protocol = data.object("protocol");
        Map<SectionName, SectionState> sections = new HashMap<>();
        data.objects("sections", section -> sections.put(new SectionName(section.text("section")), state(section)));
        return new AgentMessage.Hello(
                data.text("version"),
                new ProtocolRange(protocol.number("min"), protocol.number("max")),
                Set.copyOf(data.texts("features")),
                sections,
                incarnation(data, "lastHub"));
    }

    static AgentMessage.Renewal renewal(Fields data) {
        return new AgentMessage.Renewal(incarnation(data, "hub"));
    }

    static AgentMessage.Ack ack(Fields data) {
        return new AgentMessage.Ack(
                new SectionName(data.text("section")), state(data), data.objects("results", AgentMessageJson::result));
    }

    static AgentMessage.WorkloadReport workloads(Fields data) {
        return new AgentMessage.WorkloadReport(data.objects("workloads", AgentMessageJson::status));
    }

    static AgentMessage.InventoryReport inventory(Fields data) {
        return new AgentMessage.InventoryReport(
                new Digest(data.text("snapshot")), HubMessageJson.part(data), data.texts("rows"));
    }

    static AgentMessage.SnapshotRequest snapshotRequest(Fields data) {
        return new AgentMessage.SnapshotRequest(new SectionName(data.text("section")), state(data));
    }

    private static ObjectResult result(Fields data) {
        var key = new ObjectKey(data.text("key"));
        return data.has("failed") ? new ObjectResult.Failed(key, data.text("failed")) : new ObjectResult.Applied(key);
    }

    private static WorkloadStatus status(Fields data) {
        return new WorkloadStatus(
                new ObjectKey(data.text("key")),
                data.text("uid"),
                Generation.parse(data.text("observed")),
                new WorkloadStatus.Replicas(data.number("desired"), data.number("ready"), data.number("updated")),
                new WorkloadStatus.Endpoints(data.text("service"), data.texts("pods")),
                data.flag("gone"),
                data.text("message"),
                data.has("autoscaler") ? data.text("autoscaler") : "",
                data.has("load") ? Optional.of(LoadJson.read(data.object("load"))) : Optional.empty());
    }

    private static SectionState state(Fields data) {
        return new SectionState(Generation.parse(data.text("generation")), new Digest(data.text("manifest")));
    }

    private static Incarnation incarnation(Fields data, String name) {
        return new Incarnation(Long.parseLong(data.text(name)));
    }
}
