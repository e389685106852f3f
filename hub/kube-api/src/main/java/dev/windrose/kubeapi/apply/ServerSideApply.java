package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.JsonValues;
import dev.windrose.kubeapi.schema.Schema;
import java.util.List;
import java.util.Optional;

/**
 * Server-side apply (KEP-555, and the page of that name on kubernetes.io): a manager says which fields it has an opinion on;
 * it owns those, and only those. Another manager's differing value is a conflict; a field that it no longer applies goes
 * away unless somebody else owns it.
 */
public final class ServerSideApply {
    private ServerSideApply() {}

    /**
     * Merges what a manager wants into what is there. The result is neither pruned, defaulted nor validated.
     *
     * @param schema of the kind; where it has a status subresource, an apply to the main resource leaves {@code status} as
     *     it is, and an apply to {@code status} leaves all else as it is
     * @param live the stored object with its managedFields; empty when it is to be created
     * @param applied what the manager wants: only the fields it has an opinion on, without managedFields
     */
    public static ApplyOutcome apply(
            Schema schema, Optional<ObjectNode> live, ObjectNode applied, ApplyOptions options) {
        Optional<String> fault = ApplyRequest.faultOf(schema, live, applied);
        if (fault.isPresent()) {
            return new ApplyOutcome.Invalid(fault.get());
        }
        ApplyOperation operation = new ApplyOperation(schema, live, applied, options);
        return switch (operation.attempt(options.force())) {
            case Attempt.Merged merged -> outcome(merged, live, operation, applied, options);
            case Attempt.Contested(List<Contest> contests) -> {
                List<Contest> real = ClientSideApply.withoutOwn(schema, operation.base(), options.manager(), contests);
                yield real.isEmpty()
                        ? apply(schema, live, applied, forced(options))
                        : new ApplyOutcome.Conflicts(
                                real.stream().map(Contest::conflict).toList());
            }
        };
    }

    private static ApplyOptions forced(ApplyOptions options) {
        return new ApplyOptions(options.manager(), true, options.now(), options.subresource());
    }

    private static ApplyOutcome outcome(
            Attempt.Merged merged,
            Optional<ObjectNode> live,
            ApplyOperation operation,
            ObjectNode applied,
            ApplyOptions options) {
        ObjectNode object = merged.object();
        ClientSideApply.refreshAnnotation(object, applied, options.manager());
        boolean sameObject = live.isPresent() && JsonValues.equal(object, operation.base());
        if (!sameObject) {
            merged.managers().touch(operation.writer(), options.now());
        }
        boolean changed = !sameObject || !merged.managers().equals(operation.stored());
        Ownership.write(merged.managers(), object);
        return new ApplyOutcome.Applied(object, changed);
    }
}
