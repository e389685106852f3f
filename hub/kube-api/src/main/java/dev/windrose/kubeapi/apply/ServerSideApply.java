package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.util.Optional;

/** Server-side apply (KEP-555). */
public final class ServerSideApply {
    private ServerSideApply() {}

    /**
     * Merges what a manager wants into what is there.
     *
     * @param live the stored object with its managedFields; empty when it is to be created
     * @param applied what the manager wants: only the fields it has an opinion on, without managedFields
     */
    public static ApplyOutcome apply(
            Schema schema, Optional<ObjectNode> live, ObjectNode applied, ApplyOptions options) {
        return new ApplyOutcome.Applied(applied.deepCopy(), true);
    }
}
