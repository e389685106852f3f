package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.util.List;
import java.util.Optional;

/** One apply, up to its outcome. Nothing that comes in is changed. */
final class ApplyOperation {
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private final Schema schema;
    private final ObjectNode base;
    private final ObjectNode wanted;
    private final String apiVersion;
    private final Managers stored;
    private final Manager writer;
    private final ApplyOptions options;
    private final boolean exists;

    ApplyOperation(Schema schema, Optional<ObjectNode> live, ObjectNode applied, ApplyOptions options) {
        this.schema = schema;
        this.options = options;
        this.exists = live.isPresent();
        this.base = live.map(ManagedFields::strip).orElseGet(() -> Ownership.nothingYet(applied));
        this.wanted = ApplyRequest.reachablePart(schema, applied, options.subresource());
        this.apiVersion = applied.path("apiVersion").asText("");
        this.stored =
                live.flatMap(l -> Managers.decode(Ownership.managedFieldsOf(l))).orElseGet(Managers::new);
        this.writer = Manager.applier(options.manager(), options.subresource().orElse(""));
    }

    ObjectNode base() {
        return base;
    }

    Managers stored() {
        return stored;
    }

    Manager writer() {
        return writer;
    }

    Attempt attempt(boolean force) {
        Managers managers = Managers.copyOf(stored);
        if (managers.isEmpty() && exists) {
            attributeExistingFields(managers);
        }
        Ownership.reconcile(schema, managers);
        FieldSet last = managers.fieldsOf(writer);
        FieldSet now = FieldSets.of(schema, wanted);
        managers.set(writer, now, apiVersion);
        ObjectNode merged = Merge.merge(schema, base, wanted);
        ObjectNode object = withoutAbandoned(merged, last, managers);
        Comparison comparison = Comparison.between(schema, base, object)
                .filtered(set -> Ownership.reachable(schema, options.subresource(), set));
        if (!force) {
            List<Contest> contests = Ownership.contests(managers, writer, comparison.changed());
            if (!contests.isEmpty()) {
                return new Attempt.Contested(contests);
            }
        }
        Ownership.takeOver(managers, writer, comparison);
        managers.set(writer, Ownership.ownable(schema, options.subresource(), now), apiVersion);
        return new Attempt.Merged(object, managers);
    }

    /** Whoever wrote an object that nobody ever tracked owns it as one updater, so that an apply cannot overwrite it unseen. */
    private void attributeExistingFields(Managers managers) {
        Manager before =
                Manager.updater(BEFORE_FIRST_APPLY, base.path("apiVersion").asText(""), "");
        ManagedFields.track(
                new ManagedFields.Write(schema, before, options.now(), Optional.empty()),
                managers,
                Ownership.nothingYet(base),
                base);
    }

    /**
     * Takes out what this manager applied last time, does not apply now, and nobody else owns. Declared fields count as
     * owned by whoever owns something in them, so that a struct goes with its last owned field, and stays with any other.
     */
    private ObjectNode withoutAbandoned(ObjectNode merged, FieldSet last, Managers managers) {
        if (last.isEmpty()) {
            return merged;
        }
        FieldSet owned = FieldSets.withDeclaredParents(schema, managers.ownedByAnyone());
        FieldSet previous = FieldSets.withDeclaredParents(schema, last);
        FieldSet present = FieldSets.present(schema, merged);
        ObjectNode bare = Removal.remove(schema, merged, previous);
        ObjectNode kept = Removal.remove(
                schema, merged, present.minus(FieldSets.present(schema, bare).union(owned)));
        return Removal.remove(
                schema, merged, present.minus(FieldSets.present(schema, kept)).intersect(previous));
    }
}
