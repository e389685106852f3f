package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.ResourceName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people, by an Event, of owner references that can never hold. Once for each reference as long as the Event lives. */
record InvalidOwners(Core core, Creates creates) {
    private static final Logger LOG = LoggerFactory.getLogger(InvalidOwners.class);
    private static final ResourceName EVENTS = new ResourceName("", "events");
    private static final String REPORTER = "garbage-collector-controller";

    void tell(ObjectNode dependent, OwnerReference owner) {
        Optional<ResourceDescriptor> events = core.registry().find(EVENTS);
        if (events.isEmpty()) {
            return;
        }
        String namespace = Json.namespace(dependent).isEmpty() ? "default" : Json.namespace(dependent);
        ObjectNode event = event(dependent, owner, namespace);
        creates.insert(events.get(), event, false).exceptionally(failure -> {
            LOG.warn("event={} could not be written", Json.name(event), failure);
            return Optional.empty();
        });
    }

    private ObjectNode event(ObjectNode dependent, OwnerReference owner, String namespace) {
        String now = Preparation.timestamp(core.now());
        String uid = Json.text(dependent, "metadata", "uid");
        String one = UUID.nameUUIDFromBytes((uid + "/" + owner.uid()).getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 13)
                .replace("-", "");
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("name", Json.name(dependent) + "." + one)
                .put("namespace", namespace)
                .put("uid", core.ids().uid().toString())
                .put("creationTimestamp", now);
        ObjectNode involved = event.putObject("involvedObject");
        for (String field : java.util.List.of("apiVersion", "kind")) {
            involved.put(field, Json.text(dependent, field));
        }
        involved.put("name", Json.name(dependent)).put("uid", uid);
        if (!Json.namespace(dependent).isEmpty()) {
            involved.put("namespace", Json.namespace(dependent));
        }
        event.put("reason", "OwnerRefInvalidNamespace").put("type", "Warning");
        event.put(
                "message",
                "ownerRef %s does not exist in namespace \"%s\""
                        .formatted(owner.text(Json.namespace(dependent)), Json.namespace(dependent)));
        event.put("count", 1)
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .putNull("eventTime");
        event.put("reportingComponent", REPORTER).put("reportingInstance", "");
        event.putObject("source").put("component", REPORTER);
        return event;
    }
}
