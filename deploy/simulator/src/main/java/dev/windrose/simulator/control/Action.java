package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.world.Meta;

/** One write that a loop wants. A write that lost a race is dropped: the next pass decides anew on what won. */
public sealed interface Action {
    ObjectKey key();

    /** The object without uid and creationTimestamp: the executor sets them. */
    record Create(ObjectKey key, ObjectNode object) implements Action {}

    /** The whole object as it shall be, if it is still at the version that the loop saw. */
    record Update(ObjectKey key, ObjectNode object, long expectedVersion) implements Action {}

    /** Begins the deletion as a caller of the API would: finalizers and a pod's grace hold. */
    record Delete(ObjectKey key, long expectedVersion) implements Action {}

    /** Removes at once what is already on its way out. */
    record Remove(ObjectKey key, long expectedVersion) implements Action {}

    /** Tells people; the recorder counts repeats. */
    record Tell(
            Meta about, String kind, String apiVersion, String type, String reason, String message, String component)
            implements Action {
        @Override
        public ObjectKey key() {
            return about.key();
        }
    }

    static Update update(Meta seen, ObjectNode changed) {
        return new Update(seen.key(), changed, seen.version());
    }

    static Delete delete(Meta seen) {
        return new Delete(seen.key(), seen.version());
    }

    static Remove remove(Meta seen) {
        return new Remove(seen.key(), seen.version());
    }

    static Tell normal(Meta about, String kind, String component, String reason, String message) {
        return new Tell(about, kind, apiVersion(about), "Normal", reason, message, component);
    }

    static Tell warning(Meta about, String kind, String component, String reason, String message) {
        return new Tell(about, kind, apiVersion(about), "Warning", reason, message, component);
    }

    private static String apiVersion(Meta about) {
        String group = about.key().resource().group();
        return group.isEmpty() ? "v1" : group + "/v1";
    }
}
