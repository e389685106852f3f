package dev.windrose.kubeapi.schema;

import dev.windrose.kubeapi.schema.Schema.Type;
import java.util.Map;

/** The fields of {@code metav1.ObjectMeta} with their merge rules, from the published OpenAPI of Kubernetes. */
final class ObjectMetaSchema {
    static final Schema SCHEMA = build();

    private ObjectMetaSchema() {}

    /** ObjectMeta, with what a CRD adds to it: limits on name and generateName. */
    static Schema constrainedBy(Schema bare) {
        return bare.properties().isEmpty() ? SCHEMA : SCHEMA.withProperties(bare.properties());
    }

    private static Schema build() {
        Schema text = new SchemaBuilder(Type.STRING).build();
        Schema number = new SchemaBuilder(Type.INTEGER).build();
        Schema textMap = new SchemaBuilder(Type.OBJECT).additional(text).build();
        return new SchemaBuilder(Type.OBJECT)
                .field("name", text)
                .field("generateName", text)
                .field("namespace", text)
                .field("selfLink", text)
                .field("uid", text)
                .field("resourceVersion", text)
                .field("generation", number)
                .field("creationTimestamp", nullable(text))
                .field("deletionTimestamp", nullable(text))
                .field("deletionGracePeriodSeconds", number)
                .field("labels", nullable(textMap))
                .field("annotations", nullable(textMap))
                .field("finalizers", nullable(list(text, ListType.SET)))
                .field("ownerReferences", nullable(list(ownerReference(text), ListType.MAP, "uid")))
                .field("managedFields", nullable(list(Schema.untyped(), ListType.ATOMIC)))
                .build();
    }

    private static Schema ownerReference(Schema text) {
        Schema flag = new SchemaBuilder(Type.BOOLEAN).build();
        return new SchemaBuilder(Type.OBJECT)
                .field("apiVersion", text)
                .field("kind", text)
                .field("name", text)
                .field("uid", text)
                .field("controller", flag)
                .field("blockOwnerDeletion", flag)
                .required("apiVersion", "kind", "name", "uid")
                .atomicMap(true)
                .build();
    }

    static Schema list(Schema items, ListType kind, String... keys) {
        return new SchemaBuilder(Type.ARRAY).items(items).list(kind, keys).build();
    }

    private static Schema nullable(Schema schema) {
        return new SchemaBuilder(schema).nullable(true).build();
    }

    static Map<String, Schema> fields() {
        return SCHEMA.properties();
    }
}
