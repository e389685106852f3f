package dev.windrose.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.Part;
import dev.windrose.protocol.SectionName;
import dev.windrose.wire.MessageJson.Fields;
import java.util.Optional;

/** What the hub says, as JSON. A body travels as a string, so that its bytes are the ones that were hashed. */
final class HubMessageJson {

    private HubMessageJson() {}

    static void write(HubMessage message, ObjectNode data) {
        switch (message) {
            case HubMessage.SectionMessage section -> write(section, data);
            case HubMessage.Poke _, HubMessage.Welcome _ -> {}
            case HubMessage.Refused(var reason) -> data.put("reason", reason);
            case HubMessage.PodLog log ->
                data.put("id", log.id())
                        .put("namespace", log.namespace())
                        .put("pod", log.pod())
                        .put("container", log.container())
                        .put("follow", log.follow())
                        .put("tailLines", log.tailLines())
                        .put("sinceSeconds", log.sinceSeconds());
        }
    }

    private static void write(HubMessage.SectionMessage message, ObjectNode data) {
        data.put("section", message.section().value());
        data.put("target", message.target().toString());
        data.put("manifest", message.manifestDigest().hex());
        write(message.part(), data);
        MessageJson.writeAll(data, "upserts", message.upserts(), HubMessageJson::write);
        if (message instanceof HubMessage.Delta delta) {
            data.put("base", delta.base().toString());
            ArrayNode tombstones = data.putArray("tombstones");
            delta.tombstones().forEach(key -> tombstones.add(key.value()));
        }
    }

    static void write(Part part, ObjectNode data) {
        data.put("part", part.index()).put("parts", part.count());
    }

    private static void write(HubMessage.Upsert upsert, ObjectNode data) {
        data.put("key", upsert.key().value());
        data.put("digest", upsert.digest().hex());
        upsert.body().ifPresent(body -> data.put("body", body.json()));
    }

    static HubMessage.Delta delta(Fields data) {
        return new HubMessage.Delta(
                new SectionName(data.text("section")),
                Generation.parse(data.text("base")),
                Generation.parse(data.text("target")),
                new Digest(data.text("manifest")),
                part(data),
                data.objects("upserts", HubMessageJson::upsert),
                data.texts("tombstones").stream().map(ObjectKey::new).toList());
    }

    static HubMessage.Snapshot snapshot(Fields data) {
        return new HubMessage.Snapshot(
                new SectionName(data.text("section")),
                Generation.parse(data.text("target")),
                new Digest(data.text("manifest")),
                part(data),
                data.objects("upserts", HubMessageJson::upsert));
    }

    static HubMessage.PodLog podLog(Fields data) {
        return new HubMessage.PodLog(
                data.text("id"),
                data.text("namespace"),
                data.text("pod"),
                data.text("container"),
                data.flag("follow"),
                data.number("tailLines"),
                data.number("sinceSeconds"));
    }

    static Part part(Fields data) {
        return new Part(data.number("part"), data.number("parts"));
    }

    private static HubMessage.Upsert upsert(Fields data) {
        Optional<Body> body = data.has("body") ? Optional.of(new Body(data.text("body"))) : Optional.empty();
        return new HubMessage.Upsert(new ObjectKey(data.text("key")), new Digest(data.text("digest")), body);
    }
}
