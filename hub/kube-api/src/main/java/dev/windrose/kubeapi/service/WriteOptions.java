package dev.windrose.kubeapi.service;

import static java.util.Objects.requireNonNull;

import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Disclosure;

/**
 * How a write is to be done.
 *
 * @param fieldManager whose fields they become in managedFields
 * @param dryRun go through everything but the store
 * @param disclosure what only the answer to this very write tells
 */
public record WriteOptions(
        Caller caller, String fieldManager, boolean dryRun, FieldValidation validation, Disclosure disclosure) {
    /** What happens to fields that the schema does not know, or that the body gives twice. */
    public enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    public WriteOptions {
        requireNonNull(caller, "caller is null");
        requireNonNull(validation, "validation is null");
        if (fieldManager.isEmpty() || fieldManager.length() > 128) {
            throw new IllegalArgumentException("A field manager (%s) has 1 to 128 characters".formatted(fieldManager));
        }
    }

    public WriteOptions(Caller caller, String fieldManager, boolean dryRun, FieldValidation validation) {
        this(caller, fieldManager, dryRun, validation, new Disclosure());
    }

    /** For controllers in this process: strict, since an unknown field is a bug of ours. */
    public static WriteOptions by(String fieldManager) {
        return new WriteOptions(Caller.SYSTEM, fieldManager, false, FieldValidation.STRICT);
    }
}
