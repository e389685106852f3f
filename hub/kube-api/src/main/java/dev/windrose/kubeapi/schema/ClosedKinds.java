package dev.windrose.kubeapi.schema;

import dev.windrose.kubeapi.schema.Schema.Type;

/**
 * Built-in kinds of which every field is known, so that one that is not can be told: Namespace and both Events. Fields and
 * list types are those of k8s.io/api/core/v1 and k8s.io/api/events/v1.
 */
final class ClosedKinds {
    private ClosedKinds() {}

    static Schema namespace() {
        Schema condition = struct("type", "status", "lastTransitionTime", "reason", "message")
                .required("type")
                .build();
        return kind().nameRule(NameRule.LABEL)
                .field(
                        "spec",
                        struct().field("finalizers", ObjectMetaSchema.list(text(), ListType.ATOMIC))
                                .build())
                .field(
                        "status",
                        struct("phase")
                                .field("conditions", ObjectMetaSchema.list(condition, ListType.MAP, "type"))
                                .build())
                .statusSubresource(true)
                .build();
    }

    static Schema event() {
        return texts(
                        kind(),
                        "reason",
                        "message",
                        "firstTimestamp",
                        "lastTimestamp",
                        "type",
                        "eventTime",
                        "action",
                        "reportingComponent",
                        "reportingInstance")
                .field("involvedObject", reference())
                .field("related", reference())
                .field("source", struct("component", "host").build())
                .field("count", number())
                .field("series", series())
                .build();
    }

    static Schema newerEvent() {
        return texts(
                        kind(),
                        "reason",
                        "note",
                        "deprecatedFirstTimestamp",
                        "deprecatedLastTimestamp",
                        "type",
                        "eventTime",
                        "action",
                        "reportingController",
                        "reportingInstance")
                .field("regarding", reference())
                .field("related", reference())
                .field("deprecatedSource", struct("component", "host").build())
                .field("deprecatedCount", number())
                .field("series", series())
                .build();
    }

    private static Schema reference() {
        return struct("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
                .atomicMap(true)
                .build();
    }

    private static Schema series() {
        return struct("lastObservedTime").field("count", number()).build();
    }

    private static SchemaBuilder kind() {
        return struct("apiVersion", "kind").field("metadata", ObjectMetaSchema.SCHEMA);
    }

    private static SchemaBuilder struct(String... texts) {
        return texts(new SchemaBuilder(Type.OBJECT), texts);
    }

    private static SchemaBuilder texts(SchemaBuilder to, String... names) {
        for (String name : names) {
            to.field(name, text());
        }
        return to;
    }

    private static Schema text() {
        return new SchemaBuilder(Type.STRING).build();
    }

    private static Schema number() {
        return new SchemaBuilder(Type.INTEGER).build();
    }
}
