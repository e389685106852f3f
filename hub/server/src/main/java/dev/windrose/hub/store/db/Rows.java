package dev.windrose.hub.store.db;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON trees to text and back, and rows of the resource tables to values of the port. */
final class Rows {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Rows() {}

    /** The column {@code resource}: the same words that people see in CRD names. */
    static String resource(ResourceName name) {
        return name.toString();
    }

    static ResourceName resource(String column) {
        var dot = column.indexOf('.');
        return dot < 0
                ? new ResourceName("", column)
                : new ResourceName(column.substring(dot + 1), column.substring(0, dot));
    }

    /** The version is the row's, never the text's. */
    static String text(ObjectNode object) {
        if (object.path("metadata").has("resourceVersion")) {
            var copy = copy(object);
            ((ObjectNode) copy.get("metadata")).remove("resourceVersion");
            return copy.toString();
        }
        return object.toString();
    }

    /** What {@code update_resources} takes. */
    static ArrayNode updates(List<ResourceStore.Update> updates) {
        var rows = MAPPER.createArrayNode();
        for (var update : updates) {
            var object = copy(update.object());
            ((ObjectNode) object.get("metadata")).remove("resourceVersion");
            rows.addObject()
                    .put("place", rows.size() - 1)
                    .put("resource", resource(update.key().resource()))
                    .put("namespace", update.key().namespace())
                    .put("name", update.key().name())
                    .put("expected", update.expectedVersion())
                    .set("object", object);
        }
        return rows;
    }

    /** The object at another version. */
    static ObjectNode stamped(ObjectNode object, long version) {
        var copy = copy(object);
        ((ObjectNode) copy.get("metadata")).put("resourceVersion", Long.toString(version));
        return copy;
    }

    /** A copy with metadata of its own; the rest is shared, for nobody changes it. */
    private static ObjectNode copy(ObjectNode object) {
        var copy = MAPPER.createObjectNode();
        copy.setAll(object);
        var metadata = copy.putObject("metadata");
        if (object.get("metadata") instanceof ObjectNode before) {
            metadata.setAll(before);
        }
        return copy;
    }

    static ObjectNode object(String text, long version) {
        try {
            var object = (ObjectNode) MAPPER.readTree(text);
            object.withObject("/metadata").put("resourceVersion", Long.toString(version));
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("row of version %d holds no JSON".formatted(version), e);
        }
    }

    static long number(Object column) {
        return ((Number) column).longValue();
    }

    static StoredObject stored(ObjectKey key, String text, long version) {
        return StoredObject.of(key, version, StoredJson.versioned(text, version));
    }

    /** version, change, resource, namespace, name, object, previous. */
    static StoreEvent event(Object[] row) {
        var version = number(row[0]);
        var key = new ObjectKey(resource((String) row[2]), (String) row[3], (String) row[4]);
        var previous = (@Nullable String) row[6];
        return new StoreEvent(
                StoreEvent.Type.valueOf((String) row[1]),
                stored(key, (String) row[5], version),
                previous == null ? null : stored(key, previous, version));
    }
}
