package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The schema part of the OpenAPI documents. Pure. */
final class OpenApiSchemas {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /** What {@code kubectl explain} says of metadata. */
    private static final Map<String, String> META_FIELDS = Map.ofEntries(
            Map.entry("name", "Name must be unique within a namespace. Cannot be updated."),
            Map.entry("generateName", "A prefix that the server completes to a unique name when name is empty."),
            Map.entry("namespace", "The space within which the name must be unique."),
            Map.entry("uid", "Unique in time and space; set by the server."),
            Map.entry("resourceVersion", "The version of the object, for optimistic locks and watches; opaque."),
            Map.entry("creationTimestamp", "When the object was created; set by the server."),
            Map.entry(
                    "deletionTimestamp", "When the deletion was asked for; the object goes with its last finalizer."));

    private OpenApiSchemas() {}

    /** {@code dev.windrose.fleet.v1alpha1.MemberCluster}, {@code io.k8s.api.core.v1.Pod}. */
    static String name(ResourceDescriptor resource, String version, String kind) {
        String group = resource.group();
        if (resource.builtIn() && (group.isEmpty() || !group.contains(".") || group.endsWith(".k8s.io"))) {
            String first = group.isEmpty() ? "core" : group.replaceAll("\\..*", "");
            return "io.k8s.api.%s.%s.%s".formatted(first, version, kind);
        }
        List<String> parts = new ArrayList<>(List.of(group.split("\\.", -1)));
        Collections.reverse(parts);
        return "%s.%s.%s".formatted(String.join(".", parts), version, kind);
    }

    static ObjectNode ref(String name) {
        return Json.object().put("$ref", "#/components/schemas/" + name);
    }

    /** The kind itself. */
    static ObjectNode kind(ResourceDescriptor resource, String version) {
        ObjectNode schema = resource.rawSchema().map(ObjectNode::deepCopy).orElseGet(() -> rendered(resource.schema()));
        schema.put("type", "object");
        ObjectNode properties = Json.child(schema, "properties");
        properties
                .putObject("apiVersion")
                .put("type", "string")
                .put("description", "APIVersion defines the versioned schema of this representation of an object.");
        properties
                .putObject("kind")
                .put("type", "string")
                .put("description", "Kind is a string value representing the REST resource this object represents.");
        ObjectNode metadata = properties.putObject("metadata");
        metadata.put("description", "Standard object's metadata.").putObject("default");
        metadata.putArray("allOf").add(ref(META + "ObjectMeta"));
        gvk(schema, resource.group(), version, resource.kind());
        return schema;
    }

    static ObjectNode list(ResourceDescriptor resource, String version) {
        ObjectNode schema = Json.object().put("type", "object");
        schema.put("description", resource.names().listKind() + " is a list of " + resource.kind());
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").putArray("allOf").add(ref(META + "ListMeta"));
        ObjectNode items = properties.putObject("items").put("type", "array");
        items.set("items", ref(name(resource, version, resource.kind())));
        schema.putArray("required").add("items");
        gvk(schema, resource.group(), version, resource.names().listKind());
        return schema;
    }

    static void gvk(ObjectNode schema, String group, String version, String kind) {
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", group)
                .put("kind", kind)
                .put("version", version);
    }

    /** A parsed schema as OpenAPI, for kinds that came without a document. */
    static ObjectNode rendered(Schema schema) {
        ObjectNode out = Json.object();
        switch (schema.type()) {
            case ANY -> {}
            case OBJECT -> out.put("type", "object");
            case ARRAY -> out.put("type", "array");
            case STRING -> out.put("type", "string");
            case INTEGER -> out.put("type", "integer");
            case NUMBER -> out.put("type", "number");
            case BOOLEAN -> out.put("type", "boolean");
            case INT_OR_STRING -> {
                ArrayNode either = out.put("x-kubernetes-int-or-string", true).putArray("oneOf");
                either.addObject().put("type", "integer");
                either.addObject().put("type", "string");
            }
        }
        if (!schema.properties().isEmpty()) {
            ObjectNode properties = out.putObject("properties");
            schema.properties().forEach((name, field) -> properties.set(name, rendered(field)));
        }
        schema.additional().ifPresent(values -> out.set("additionalProperties", rendered(values)));
        if (schema.type() == Schema.Type.ARRAY) {
            array(schema, out);
        }
        if (!schema.required().isEmpty()) {
            ArrayNode required = out.putArray("required");
            schema.required().forEach(required::add);
        }
        schema.defaultValue().ifPresent(value -> out.set("default", value));
        if (schema.atomicMap()) {
            out.put("x-kubernetes-map-type", "atomic");
        }
        return out;
    }

    private static void array(Schema schema, ObjectNode out) {
        out.set("items", rendered(schema.element()));
        out.put(
                "x-kubernetes-list-type",
                switch (schema.listType()) {
                    case ATOMIC -> "atomic";
                    case SET -> "set";
                    case MAP -> "map";
                });
        if (schema.listType() == ListType.MAP) {
            ArrayNode keys = out.putArray("x-kubernetes-list-map-keys");
            schema.listKeys().forEach(keys::add);
            out.put("x-kubernetes-patch-strategy", "merge");
            out.put("x-kubernetes-patch-merge-key", schema.listKeys().getFirst());
        } else if (schema.listType() == ListType.SET) {
            out.put("x-kubernetes-patch-strategy", "merge");
        }
    }

    /** The types of meta/v1 that the documents refer to. */
    static void meta(ObjectNode schemas) {
        ObjectNode meta = schemas.putObject(META + "ObjectMeta").put("type", "object");
        meta.put("description", "ObjectMeta is metadata that all persisted resources must have.");
        ObjectNode fields = meta.putObject("properties");
        META_FIELDS.forEach(
                (name, text) -> fields.putObject(name).put("type", "string").put("description", text));
        for (String map : List.of("labels", "annotations")) {
            ObjectNode field = fields.putObject(map).put("type", "object");
            field.put("description", "Keys and values to organize objects (" + map + ").");
            field.putObject("additionalProperties").put("type", "string").put("default", "");
        }
        fields.putObject("generation")
                .put("type", "integer")
                .put("format", "int64")
                .put("description", "Counts changes of the desired state; set by the server.");
        fields.putObject("deletionGracePeriodSeconds").put("type", "integer").put("format", "int64");
        ObjectNode finalizers = fields.putObject("finalizers").put("type", "array");
        finalizers.put("x-kubernetes-list-type", "set").put("x-kubernetes-patch-strategy", "merge");
        finalizers.putObject("items").put("type", "string").put("default", "");
        ObjectNode owners = fields.putObject("ownerReferences").put("type", "array");
        owners.put("x-kubernetes-list-type", "map").put("x-kubernetes-patch-strategy", "merge");
        owners.put("x-kubernetes-patch-merge-key", "uid")
                .putArray("x-kubernetes-list-map-keys")
                .add("uid");
        ObjectNode owner = owners.putObject("items").put("type", "object");
        ObjectNode ownerFields = owner.putObject("properties");
        List.of("apiVersion", "kind", "name", "uid")
                .forEach(name -> ownerFields.putObject(name).put("type", "string"));
        List.of("controller", "blockOwnerDeletion")
                .forEach(name -> ownerFields.putObject(name).put("type", "boolean"));
        ObjectNode managed = fields.putObject("managedFields").put("type", "array");
        managed.put("x-kubernetes-list-type", "atomic").putObject("items").put("type", "object");
        ObjectNode list =
                schemas.putObject(META + "ListMeta").put("type", "object").putObject("properties");
        List.of("continue", "resourceVersion")
                .forEach(name -> list.putObject(name).put("type", "string"));
        schemas.putObject(META + "Status").put("type", "object");
        schemas.putObject(META + "DeleteOptions").put("type", "object");
        schemas.putObject(META + "Patch").put("type", "object");
    }
}
