package dev.windrose.wire;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Message;
import java.util.Optional;

/** The CloudEvents types. A change that an older reader would misread gets a new version. */
enum MessageType {
    HELLO("dev.windrose.agent.hello.v1"),
    RENEWAL("dev.windrose.agent.renewal.v1"),
    ACK("dev.windrose.agent.ack.v1"),
    WORKLOADS("dev.windrose.agent.workloads.v1"),
    INVENTORY("dev.windrose.agent.inventory.v1"),
    SNAPSHOT_REQUEST("dev.windrose.agent.snapshotrequest.v1"),
    DELTA("dev.windrose.hub.delta.v1"),
    SNAPSHOT("dev.windrose.hub.snapshot.v1"),
    POKE("dev.windrose.hub.poke.v1"),
    WELCOME("dev.windrose.hub.welcome.v1"),
    REFUSED("dev.windrose.hub.refused.v1"),
    POD_LOG("dev.windrose.hub.podlog.v1");

    private final String type;

    MessageType(String type) {
        this.type = type;
    }

    String type() {
        return type;
    }

    static Optional<MessageType> of(String type) {
        for (MessageType candidate : values()) {
            if (candidate.type.equals(type)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    static MessageType of(Message message) {
        return switch (message) {
            case AgentMessage.Hello _ -> HELLO;
            case AgentMessage.Renewal _ -> RENEWAL;
            case AgentMessage.Ack _ -> ACK;
            case AgentMessage.WorkloadReport _ -> WORKLOADS;
            case AgentMessage.InventoryReport _ -> INVENTORY;
            case AgentMessage.SnapshotRequest _ -> SNAPSHOT_REQUEST;
            case HubMessage.Delta _ -> DELTA;
            case HubMessage.Snapshot _ -> SNAPSHOT;
            case HubMessage.Poke _ -> POKE;
            case HubMessage.Welcome _ -> WELCOME;
            case HubMessage.Refused _ -> REFUSED;
            case HubMessage.PodLog _ -> POD_LOG;
        };
    }
}
