package dev.windrose.kubeapi.resource;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.function.UnaryOperator;

/**
 * A kind whose objects are those of another one, in other words: one store of objects, two APIs. Both functions make copies,
 * and one undoes the other.
 *
 * @param stored the collection that keeps the objects
 * @param toStored from this kind's form to the stored one
 * @param fromStored from the stored form to this kind's
 */
public record View(ResourceName stored, UnaryOperator<ObjectNode> toStored, UnaryOperator<ObjectNode> fromStored) {
    public View {
        requireNonNull(stored, "stored is null");
        requireNonNull(toStored, "toStored is null");
        requireNonNull(fromStored, "fromStored is null");
    }
}
