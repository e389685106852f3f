package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps {@code metadata.managedFields} true while objects are created, updated and patched. Appliers go through {@link
 * ServerSideApply}.
 */
public final class ManagedFields {
    /** The writer of the operation at hand; the real name takes its place when it is known what changed. */
    private static final Manager SELF = Manager.updater("", "", "current operation");

    private ManagedFields() {}

    /**
     * Notes that a manager wrote an object by create, update or patch: what changed is now its own, and no longer another's.
     * An existing object without managedFields stays without, until it is first applied to.
     *
     * @param before the stored object with its managedFields; empty on create
     * @param after what is about to be stored (after defaulting and after the subresource's rules); if it carries
     *     managedFields they are taken as the client's wish ({@code [{}]} forgets all; {@code []} and null mean nothing, since clients that do not know the field send them), except through a
     *     subresource, or when they cannot be read
     * @param manager the field manager; for callers that name none, the first part of the user agent; empty: {@code unknown}
     * @param now cut to seconds
     * @return {@code after} with its managedFields, in an object and metadata of its own, the rest shared; times are kept
     *     where nothing changed
     */
    public static ObjectNode onUpdate(
            Schema schema,
            Optional<ObjectNode> before,
            ObjectNode after,
            String manager,
            Instant now,
            Optional<String> subresource) {
        Managers managers = wanted(before, after, subresource);
        ObjectNode result = without(after);
        if (!managers.isEmpty() || before.isEmpty()) {
            String apiVersion = after.path("apiVersion").asText("");
            String name = manager.isEmpty() ? "unknown" : manager;
            Manager writer = Manager.updater(name, apiVersion, subresource.orElse(""));
            ObjectNode live = before.map(ManagedFields::without).orElseGet(() -> Ownership.nothingYet(after));
            track(new Write(schema, writer, now, subresource), managers, live, result);
        }
        Ownership.write(managers, result);
        return result;
    }

    /** One write: to what, by whom, when. */
    record Write(Schema schema, Manager writer, Instant now, Optional<String> subresource) {}

    /** Moves ownership for a write that turned {@code live} into {@code after}; both without managedFields. */
    static void track(Write write, Managers managers, ObjectNode live, ObjectNode after) {
        Ownership.reconcile(write.schema(), managers);
        Comparison comparison = Comparison.between(write.schema(), live, after)
                .filtered(set -> Ownership.reachable(write.schema(), write.subresource(), set));
        Ownership.takeOver(managers, SELF, comparison);
        FieldSet gained = Ownership.ownable(write.schema(), write.subresource(), comparison.changed());
        if (!gained.isEmpty()) {
            FieldSet all = gained.union(managers.fieldsOf(write.writer()));
            managers.set(write.writer(), all, write.writer().apiVersion());
            managers.touch(write.writer(), write.now());
        }
        managers.capUpdaters();
    }

    private static Managers wanted(Optional<ObjectNode> before, ObjectNode after, Optional<String> subresource) {
        JsonNode sent = Ownership.managedFieldsOf(after);
        if (subresource.isEmpty() && isReset(sent)) {
            return new Managers();
        }
        Optional<Managers> fromClient = subresource.isEmpty() ? Managers.decode(sent) : Optional.empty();
        return fromClient
                .filter(m -> !m.isEmpty())
                .orElseGet(() -> before.flatMap(live -> Managers.decode(Ownership.managedFieldsOf(live)))
                        .orElseGet(Managers::new));
    }

    private static boolean isReset(JsonNode managedFields) {
        return managedFields.isArray()
                && managedFields.size() == 1
                && managedFields.get(0).isObject()
                && managedFields.get(0).isEmpty();
    }

    /**
     * A copy of an object from a client, whose managedFields can be read: what cannot be read is left out, so that the
     * stored ones stay; a reset stays a reset.
     */
    public static ObjectNode ensureWellFormed(ObjectNode object) {
        JsonNode sent = Ownership.managedFieldsOf(object);
        return isReset(sent)
                        || Managers.decode(sent.isMissingNode() ? null : sent).isPresent()
                ? object.deepCopy()
                : strip(object);
    }

    /** The object without its managedFields, with metadata of its own; the rest is shared, and nobody may change it. */
    private static ObjectNode without(ObjectNode object) {
        ObjectNode result = object.objectNode();
        result.setAll(object);
        if (object.get("metadata") instanceof ObjectNode metadata) {
            ObjectNode own = result.putObject("metadata");
            own.setAll(metadata);
            own.remove("managedFields");
        }
        return result;
    }

    /** A copy of the object without its managedFields. */
    public static ObjectNode strip(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return copy;
    }
}
