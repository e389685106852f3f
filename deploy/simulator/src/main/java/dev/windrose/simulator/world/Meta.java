package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every object has.
 *
 * @param deletingSince text of deletionTimestamp, empty while nobody deletes it
 * @param object the whole object; not to be changed
 */
public record Meta(
        ObjectKey key,
        String uid,
        long version,
        long generation,
        String created,
        String deletingSince,
        Map<String, String> labels,
        List<Owner> owners,
        ObjectNode object) {
    /** An entry of ownerReferences. */
    public record Owner(String apiVersion, String kind, String name, String uid, boolean controller) {}

    public static Meta of(ObjectKey key, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        List<Owner> owners = new ArrayList<>();
        for (JsonNode owner : metadata.path("ownerReferences")) {
            owners.add(new Owner(
                    Json.text(owner, "apiVersion"),
                    Json.text(owner, "kind"),
                    Json.text(owner, "name"),
                    Json.text(owner, "uid"),
                    owner.path("controller").asBoolean()));
        }
        return new Meta(
                key,
                Json.text(metadata, "uid"),
                metadata.path("resourceVersion").asLong(),
                metadata.path("generation").asLong(),
                Json.text(metadata, "creationTimestamp"),
                Json.text(metadata, "deletionTimestamp"),
                Json.strings(metadata.path("labels")),
                List.copyOf(owners),
                object);
    }

    public String name() {
        return key.name();
    }

    public String namespace() {
        return key.namespace();
    }

    public boolean deleting() {
        return !deletingSince.isEmpty();
    }

    public Optional<Owner> controller() {
        return owners.stream().filter(Owner::controller).findFirst();
    }

    public String controllerUid() {
        return controller().map(Owner::uid).orElse("");
    }

    public JsonNode at(String... path) {
        return Json.at(object, path);
    }

    public String annotation(String name) {
        return Json.text(object, "metadata", "annotations", name);
    }

    public boolean hasFinalizers() {
        return !at("metadata", "finalizers").isEmpty();
    }
}
