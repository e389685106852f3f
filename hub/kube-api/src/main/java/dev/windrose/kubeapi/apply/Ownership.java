package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules that every write obeys, whoever writes: what can be owned, and what a change takes from others. */
final class Ownership {
    static final String STATUS = "status";
    private static final PathElement METADATA = new PathElement.Field("metadata");
    private static final PathElement STATUS_FIELD = new PathElement.Field(STATUS);
    private static final FieldSet ALL_STATUS = FieldSet.of(List.of(List.of(STATUS_FIELD)));
    private static final FieldSet NEVER_OWNED = neverOwned();

    private Ownership() {}

    private static FieldSet neverOwned() {
        FieldSet.Builder set = new FieldSet.Builder();
        List.of("apiVersion", "kind", "metadata").forEach(f -> set.add(List.of(new PathElement.Field(f))));
        List.of(
                        "name",
                        "namespace",
                        "creationTimestamp",
                        "selfLink",
                        "uid",
                        "clusterName",
                        "generation",
                        "managedFields",
                        "resourceVersion")
                .forEach(f -> set.add(List.of(METADATA, new PathElement.Field(f))));
        return set.build();
    }

    /** The fields that a writer can own: not the server's, and only those that the resource it writes to can change. */
    static FieldSet ownable(Schema schema, Optional<String> subresource, FieldSet fields) {
        return reachable(schema, subresource, fields).minus(NEVER_OWNED);
    }

    /** The fields that a write to the main resource or a subresource can change. */
    static FieldSet reachable(Schema schema, Optional<String> subresource, FieldSet fields) {
        if (!schema.hasStatusSubresource()) {
            return fields;
        }
        return subresource.filter(STATUS::equals).isPresent()
                ? fields.only(STATUS_FIELD)
                : fields.minusTrees(ALL_STATUS);
    }

    /** The fields that a change would take from others. */
    static List<Contest> contests(Managers managers, Manager writer, FieldSet changed) {
        List<Contest> contests = new ArrayList<>();
        managers.entries().entrySet().stream()
                .filter(e -> !e.getKey().equals(writer))
                .sorted(Comparator.comparing((Map.Entry<Manager, Managers.Entry> e) ->
                                e.getKey().name())
                        .thenComparing(e -> e.getKey().operation()))
                .forEach(e -> e.getValue()
                        .fields()
                        .intersect(changed)
                        .paths()
                        .forEach(path -> contests.add(new Contest(path, conflict(e.getKey(), e.getValue(), path)))));
        return contests;
    }

    private static Conflict conflict(Manager manager, Managers.Entry entry, List<PathElement> path) {
        return new Conflict(
                FieldSet.print(path),
                manager.name(),
                Optional.of(manager.subresource()).filter(s -> !s.isEmpty()),
                entry.apiVersion(),
                !manager.applier(),
                entry.time());
    }

    /** What changed is no longer another's; what is gone is nobody's. */
    static void takeOver(Managers managers, Manager writer, Comparison comparison) {
        FieldSet changed = comparison.changed();
        managers.rewriteOthers(writer, set -> set.minus(changed).minus(comparison.removed()));
    }

    /** Entries written under an older schema, as they would be written under this one. */
    static void reconcile(Schema schema, Managers managers) {
        for (Map.Entry<Manager, Managers.Entry> e :
                List.copyOf(managers.entries().entrySet())) {
            managers.set(
                    e.getKey(),
                    FieldSets.reconciled(schema, e.getValue().fields()),
                    e.getValue().apiVersion());
        }
    }

    static JsonNode managedFieldsOf(ObjectNode object) {
        return object.path("metadata").path("managedFields");
    }

    /** Puts the managers into the object's metadata. */
    static void write(Managers managers, ObjectNode object) {
        if (managers.isEmpty()) {
            if (object.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
            return;
        }
        ObjectNode metadata =
                object.get("metadata") instanceof ObjectNode present ? present : object.putObject("metadata");
        metadata.set("managedFields", managers.encode());
    }

    /** What an object is before it is created: its kind, and nothing more. */
    static ObjectNode nothingYet(ObjectNode of) {
        ObjectNode empty = of.objectNode();
        empty.set("apiVersion", of.path("apiVersion").deepCopy());
        empty.set("kind", of.path("kind").deepCopy());
        return empty;
    }
}
