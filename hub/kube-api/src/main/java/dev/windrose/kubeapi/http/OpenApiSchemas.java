package dev.windrose.kubeapi.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The schema part of the OpenAPI documents. Pure. */
final class OpenApiSchemas {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /** Types of meta/v1 and autoscaling/v1 that the documents refer to, with what {@code kubectl explain} says of them. */
    private static final ObjectNode SHARED = read("meta-schemas.json");

    /** Built-in kinds and their parts, for those kinds of which every field is known. */
    private static final ObjectNode CORE = read("core-schemas.json");

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
        ObjectNode schema = resource.rawSchema()
                .map(ObjectNode::deepCopy)
                .or(() -> core(name(resource, version, resource.kind())))
                .orElseGet(() -> rendered(resource.schema()));
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
        ObjectNode schema = Json.object();
        schema.put("description", resource.names().listKind() + " is a list of " + resource.kind());
        schema.put("type", "object");
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

    private static Optional<ObjectNode> core(String name) {
        return Optional.ofNullable((ObjectNode) CORE.get(name)).map(ObjectNode::deepCopy);
    }

    /** What a schema refers to of the parts of built-in kinds, and what those refer to. */
    static void addParts(ObjectNode schema, ObjectNode schemas) {
        for (String reference : schema.findValuesAsText("$ref")) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            if (!schemas.has(name)) {
                core(name).ifPresent(part -> {
                    schemas.set(name, part);
                    addParts(part, schemas);
                });
            }
        }
    }

    static void meta(ObjectNode schemas) {
        schemas.setAll(SHARED);
    }

    private static ObjectNode read(String file) {
        try (InputStream in = OpenApiSchemas.class.getResourceAsStream(file)) {
            return (ObjectNode) Json.MAPPER.readTree(requireNonNull(in, file + " is missing"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
