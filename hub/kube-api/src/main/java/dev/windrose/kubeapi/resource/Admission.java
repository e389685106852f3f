package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.status.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a kind beyond its schema. Pure and quick: called before each write (again when a race was lost), after
 * defaulting and before validation. It must not change the trees it is given.
 */
@FunctionalInterface
public interface Admission {
    Verdict admit(Request request);

    enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /**
     * @param subresource empty for the object itself
     * @param before null on create
     * @param after null on delete
     * @param disclosure takes what only the answer to a creation is to tell
     */
    record Request(
            Operation operation,
            Caller caller,
            String subresource,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after,
            Disclosure disclosure) {
        public Request(
                Operation operation,
                Caller caller,
                String subresource,
                @Nullable ObjectNode before,
                @Nullable ObjectNode after) {
            this(operation, caller, subresource, before, after, new Disclosure());
        }
    }

    /** What is to happen. */
    sealed interface Verdict {
        /** As it is. */
        record Admitted() implements Verdict {}

        /** Instead, this: a copy with changes. */
        record Changed(ObjectNode object) implements Verdict {}

        /** 422 with these causes. */
        record Invalid(List<Cause> causes) implements Verdict {
            public Invalid {
                causes = List.copyOf(causes);
                if (causes.isEmpty()) {
                    throw new IllegalArgumentException("An Invalid verdict needs a cause");
                }
            }
        }

        /** 403 with this reason. */
        record Forbidden(String reason) implements Verdict {}
    }

    Verdict ADMITTED = new Verdict.Admitted();

    /** No rules. */
    Admission NONE = _ -> ADMITTED;
}
