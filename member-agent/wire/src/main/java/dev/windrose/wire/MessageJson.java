package dev.windrose.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The {@code data} of each message type. By hand and not by reflection: the wire format is a promise of its own. */
final class MessageJson {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private MessageJson() {}

    static byte[] write(Message message) {
        ObjectNode data = MAPPER.createObjectNode();
        switch (message) {
            case AgentMessage agent -> AgentMessageJson.write(agent, data);
            case HubMessage hub -> HubMessageJson.write(hub, data);
        }
        try {
            return MAPPER.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values cannot be written as JSON.", e);
        }
    }

    static Message read(MessageType type, byte[] data) throws IOException {
        var fields = new Fields(MAPPER.readTree(data));
        return switch (type) {
            case HELLO -> AgentMessageJson.hello(fields);
            case RENEWAL -> AgentMessageJson.renewal(fields);
            case ACK -> AgentMessageJson.ack(fields);
            case WORKLOADS -> AgentMessageJson.workloads(fields);
            case INVENTORY -> AgentMessageJson.inventory(fields);
            case SNAPSHOT_REQUEST -> AgentMessageJson.snapshotRequest(fields);
            case DELTA -> HubMessageJson.delta(fields);
            case SNAPSHOT -> HubMessageJson.snapshot(fields);
            case POKE -> new HubMessage.Poke();
            case WELCOME -> new HubMessage.Welcome();
            case REFUSED -> new HubMessage.Refused(fields.text("reason"));
            case POD_LOG -> HubMessageJson.podLog(fields);
        };
    }

    static <T> void writeAll(
            ObjectNode data, String name, Iterable<T> items, java.util.function.BiConsumer<T, ObjectNode> write) {
        ArrayNode array = data.putArray(name);
        items.forEach(item -> write.accept(item, array.addObject()));
    }

    /** Typed reading of one JSON object; every complaint names the field, none quotes a value. */
    record Fields(JsonNode node) {

        Fields {
            if (!node.isObject()) {
                throw new MalformedMessageException("an object was expected");
            }
        }

        String text(String name) {
            JsonNode value = node.path(name);
            if (!value.isTextual()) {
                throw new MalformedMessageException("field %s must be a string".formatted(name));
            }
            return value.textValue();
        }

        boolean has(String name) {
            return node.hasNonNull(name);
        }

        boolean flag(String name) {
            return node.path(name).asBoolean(false);
        }

        int number(String name) {
            JsonNode value = node.path(name);
            if (!value.canConvertToInt() || !value.isIntegralNumber()) {
                throw new MalformedMessageException("field %s must be an integer".formatted(name));
            }
            return value.intValue();
        }

        double decimal(String name) {
            JsonNode value = node.path(name);
            if (!value.isNumber()) {
                throw new MalformedMessageException("field %s must be a number".formatted(name));
            }
            return value.doubleValue();
        }

        Fields object(String name) {
            return new Fields(node.path(name));
        }

        List<String> texts(String name) {
            return list(name, value -> {
                if (!value.isTextual()) {
                    throw new MalformedMessageException("field %s must hold strings".formatted(name));
                }
                return value.textValue();
            });
        }

        <T> List<T> objects(String name, Function<Fields, T> read) {
            return list(name, value -> read.apply(new Fields(value)));
        }

        private <T> List<T> list(String name, Function<JsonNode, T> read) {
            JsonNode array = node.path(name);
            if (!array.isArray()) {
                throw new MalformedMessageException("field %s must be an array".formatted(name));
            }
            var items = new ArrayList<T>(array.size());
            array.forEach(value -> items.add(read.apply(value)));
            return items;
        }
    }
}
