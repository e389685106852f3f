package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out what a schema does not know, as API servers do for structural schemas. Below {@code
 * x-kubernetes-preserve-unknown-fields} everything undeclared stays; {@code metadata}, of the object and of embedded
 * resources, is always cut to the fields of ObjectMeta.
 */
public final class Pruning {
    private Pruning() {}

    /** The object without unknown fields; strict callers refuse it when {@link PruneResult#unknownFields()} is not empty. */
    public static PruneResult prune(Schema schema, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        return new PruneResult(copy, cut(schema, copy));
    }

    /** The same in place; paths of what was left out, in document order. */
    public static List<String> cut(Schema schema, ObjectNode object) {
        List<String> unknown = new ArrayList<>();
        prune(schema, object, "", unknown);
        if (!schema.declares("metadata")) {
            pruneMetadata(object, "", unknown);
        }
        return unknown;
    }

    private static void prune(Schema schema, JsonNode value, String path, List<String> unknown) {
        if (value instanceof ObjectNode map) {
            pruneMap(schema, map, path, unknown);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                prune(schema.element(), value.get(i), path + "[" + i + "]", unknown);
            }
        }
    }

    private static void pruneMap(Schema schema, ObjectNode map, String path, List<String> unknown) {
        if (schema.embeddedResource()) {
            pruneMetadata(map, path, unknown);
        }
        for (String name : names(map)) {
            String childPath = path.isEmpty() ? name : path + "." + name;
            boolean embeddedMeta = schema.embeddedResource()
                    && (name.equals("metadata") || name.equals("apiVersion") || name.equals("kind"));
            if (!schema.declares(name) && !schema.keepsUndeclared() && !embeddedMeta) {
                map.remove(name);
                unknown.add(childPath);
            } else if (!embeddedMeta) {
                prune(schema.field(name), map.get(name), childPath, unknown);
            }
        }
    }

    private static void pruneMetadata(ObjectNode owner, String path, List<String> unknown) {
        if (owner.get("metadata") instanceof ObjectNode metadata) {
            prune(ObjectMetaSchema.SCHEMA, metadata, path.isEmpty() ? "metadata" : path + ".metadata", unknown);
        }
    }

    private static List<String> names(ObjectNode map) {
        List<String> names = new ArrayList<>(map.size());
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
