package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.PrinterColumn;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.Scale;
import dev.windrose.kubeapi.service.ObjectList;
import dev.windrose.kubeapi.status.Failures;
import java.time.Instant;
import java.util.List;

/**
 * Objects as a client wants to see them: as they are in the version asked for, as metadata only, or as table rows. Pure.
 *
 * @param include what table rows carry: Metadata, Object or None
 */
record Representation(ResourceDescriptor resource, String apiVersion, Accept accept, String include) {
    static Representation of(ResourceDescriptor resource, String version, Exchange exchange) {
        String include = exchange.query().text("includeObject");
        if (!include.isEmpty() && !include.equals("Metadata") && !include.equals("Object") && !include.equals("None")) {
            throw Failures.badRequest(
                    "invalid includeObject \"%s\": must be None, Metadata or Object".formatted(include));
        }
        return new Representation(
                resource, resource.apiVersion(version), exchange.accept(), include.isEmpty() ? "Metadata" : include);
    }

    private String metaVersion() {
        return "meta.k8s.io/" + accept.version();
    }

    /** The object in the version asked for; the stored tree itself where nothing differs. */
    ObjectNode versioned(ObjectNode object) {
        if (!Json.text(object, "kind").equals(resource.kind())
                || Json.text(object, "apiVersion").equals(apiVersion)) {
            return object;
        }
        ObjectNode copy = Json.object();
        copy.setAll(object);
        return copy.put("apiVersion", apiVersion);
    }

    /** Whether stored objects can go out as the bytes they are: wanted as they are, in the only version there is. */
    boolean isAsStored() {
        return accept.as() == Accept.As.AS_IS
                && accept.format() == Accept.Format.JSON
                && resource.versions().size() == 1;
    }

    /** A single object as an answer. */
    ObjectNode single(ObjectNode object, Instant now) {
        return switch (accept.as()) {
            case TABLE -> table(object, now, true);
            case PARTIAL -> partial(object);
            case AS_IS, DISCOVERY -> versioned(object);
        };
    }

    /** A table of one row, as watches send them. */
    ObjectNode table(ObjectNode object, Instant now, boolean withColumns) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", metaVersion());
        table.putObject("metadata").put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
        if (withColumns) {
            table.set("columnDefinitions", definitions(columns(object)));
        } else {
            table.putNull("columnDefinitions");
        }
        table.putArray("rows").add(row(object, now));
        return table;
    }

    /** The list around the items, without them. */
    ObjectNode listHead(ObjectList list) {
        ObjectNode head = Json.object();
        switch (accept.as()) {
            case TABLE -> head.put("kind", "Table").put("apiVersion", metaVersion());
            case PARTIAL -> head.put("kind", "PartialObjectMetadataList").put("apiVersion", metaVersion());
            case AS_IS, DISCOVERY ->
                head.put("kind", resource.names().listKind()).put("apiVersion", apiVersion);
        }
        ObjectNode metadata = head.putObject("metadata");
        if (!list.continueToken().isEmpty()) {
            metadata.put("continue", list.continueToken());
        }
        if (list.remaining() > 0) {
            metadata.put("remainingItemCount", list.remaining());
        }
        metadata.put("resourceVersion", Long.toString(list.version()));
        if (accept.as() == Accept.As.TABLE) {
            head.set("columnDefinitions", definitions(resource.columns()));
        }
        return head;
    }

    String itemsField() {
        return accept.as() == Accept.As.TABLE ? "rows" : "items";
    }

    ObjectNode item(ObjectNode object, Instant now) {
        return switch (accept.as()) {
            case TABLE -> row(object, now);
            case PARTIAL -> partial(object);
            case AS_IS, DISCOVERY -> versioned(object);
        };
    }

    private ObjectNode partial(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", metaVersion());
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private ObjectNode row(ObjectNode object, Instant now) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        for (PrinterColumn column : columns(object)) {
            cells.add(column.cell().render(object, now));
        }
        switch (include) {
            case "Object" -> row.set("object", versioned(object));
            case "None" -> row.putNull("object");
            default -> row.set("object", partial(object));
        }
        return row;
    }

    /** A subresource may be another kind of object. */
    private List<PrinterColumn> columns(ObjectNode object) {
        boolean scale = Json.text(object, "kind").equals("Scale")
                && Json.text(object, "apiVersion").startsWith("autoscaling/");
        return scale ? Scale.COLUMNS : resource.columns();
    }

    private static ArrayNode definitions(List<PrinterColumn> columns) {
        ArrayNode definitions = Json.MAPPER.createArrayNode();
        columns.forEach(column -> definitions
                .addObject()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", column.format())
                .put("description", column.description())
                .put("priority", column.priority()));
        return definitions;
    }
}
