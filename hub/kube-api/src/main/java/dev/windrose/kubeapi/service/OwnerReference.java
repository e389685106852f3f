package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.util.List;

/** Who owns an object, as its metadata says ({@code metav1.OwnerReference}). */
record OwnerReference(String apiVersion, String kind, String name, String uid, boolean blocks) {
    static List<OwnerReference> of(ObjectNode object) {
        return object.path("metadata")
                .path("ownerReferences")
                .valueStream()
                .map(OwnerReference::of)
                .toList();
    }

    private static OwnerReference of(JsonNode reference) {
        return new OwnerReference(
                Json.text(reference, "apiVersion"),
                Json.text(reference, "kind"),
                Json.text(reference, "name"),
                Json.text(reference, "uid"),
                reference.path("blockOwnerDeletion").asBoolean(false));
    }

    /** As the real garbage collector names it in events. */
    String text(String namespace) {
        return "[%s/%s, namespace: %s, name: %s, uid: %s]".formatted(apiVersion, kind, namespace, name, uid);
    }
}
