package dev.windrose.kubeapi.schema;

import dev.windrose.kubeapi.schema.Schema.Type;

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
                .field("creationTimestamp", text)
                .field("deletionTimestamp", text)
                .field("deletionGracePeriodSeconds", number)
                .field("labels", textMap)
                .field("annotations", textMap)
                .field("finalizers", list(text, ListType.SET))
                .field("ownerReferences", list(ownerReference(text), ListType.MAP, "uid"))
                .field("managedFields", list(Schema.untyped(), ListType.ATOMIC))
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
                .atomicMap(true)
                .build();
    }

    static Schema list(Schema items, ListType kind, String... keys) {
        return new SchemaBuilder(Type.ARRAY).items(items).list(kind, keys).build();
    }
}
