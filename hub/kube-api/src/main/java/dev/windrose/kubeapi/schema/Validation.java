package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Tells what is wrong with an object. */
public final class Validation {
    private Validation() {}

    /**
     * The faults of an object (empty: none). What was there before and has not changed is not held against an update
     * (validation ratcheting, KEP-4008), so that a tightened schema does not lock objects in.
     *
     * @param old what the object was before; empty on create
     */
    public static List<FieldError> validate(Schema schema, ObjectNode object, Optional<ObjectNode> old) {
        return List.of();
    }
}
