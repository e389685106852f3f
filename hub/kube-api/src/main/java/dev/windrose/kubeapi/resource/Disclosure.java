package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What only the answer to the creation of an object tells, and nothing stores: a secret that the server made. One for each
 * request, filled by the kind's admission; when admission runs again because a race was lost, the last word counts.
 */
public final class Disclosure {
    private final AtomicReference<@Nullable ObjectNode> fields = new AtomicReference<>();

    /** @param shown laid over the created object in the answer, like a merge patch without nulls */
    public void show(ObjectNode shown) {
        fields.set(shown);
    }

    public boolean isEmpty() {
        return fields.get() == null;
    }

    /** A copy of the object with what is to be shown. */
    public ObjectNode onto(ObjectNode object) {
        ObjectNode shown = fields.get();
        if (shown == null) {
            return object;
        }
        ObjectNode copy = object.deepCopy();
        lay(shown, copy);
        return copy;
    }

    private static void lay(ObjectNode from, ObjectNode to) {
        from.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner) {
                ObjectNode target = to.get(field.getKey()) instanceof ObjectNode there ? there : Json.object();
                to.set(field.getKey(), target);
                lay(inner, target);
            } else {
                to.set(field.getKey(), field.getValue());
            }
        });
    }

    @Override
    public String toString() {
        return "Disclosure[redacted]";
    }
}
