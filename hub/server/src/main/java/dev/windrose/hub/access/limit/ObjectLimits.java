package dev.windrose.hub.access.limit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Operation;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.kubeapi.store.ResourceName;

/**
 * How large an object may be, and how many of a kind a namespace may have. Loops of the hub are not held to it: what they
 * write they make up from what was admitted.
 *
 * @param mostBytes of the object as JSON, without managedFields
 * @param mostOfAKind in one namespace
 */
public record ObjectLimits(long mostBytes, long mostOfAKind, Counts counts) {
    /** How many there are; may lag behind by what was made this moment elsewhere. */
    public interface Counts {
        long of(ResourceName kind, String namespace);

        /** One more is about to be made. */
        void making(ResourceName kind, String namespace);

        /** Somebody met the limit: look again soon. */
        void doubt();
    }

    /** The rules of a kind, and then the limits on what they let pass. */
    public Admission around(ResourceName kind, Admission rules) {
        return request -> {
            var verdict = rules.admit(request);
            if (request.caller().equals(Caller.SYSTEM)) {
                return verdict;
            }
            var after = verdict instanceof Admission.Verdict.Changed(var changed) ? changed : request.after();
            return switch (verdict) {
                case Admission.Verdict.Admitted _, Admission.Verdict.Changed _ ->
                    after == null ? verdict : limited(kind, request, after, verdict);
                case Admission.Verdict.Invalid _, Admission.Verdict.Forbidden _ -> verdict;
            };
        };
    }

    private Admission.Verdict limited(
            ResourceName kind, Admission.Request request, ObjectNode after, Admission.Verdict verdict) {
        long size = TreeSize.of(after) - TreeSize.of(after.at("/metadata/managedFields"));
        if (size > mostBytes) {
            throw new ApiException(
                    Reason.TOO_LARGE,
                    "Request entity too large: the object has %d bytes, and the limit is %d. Maybe keep large data elsewhere and name it here."
                            .formatted(size, mostBytes),
                    ApiException.Details.NONE);
        }
        var namespace = after.at("/metadata/namespace").asText();
        if (request.operation() != Operation.CREATE || namespace.isEmpty()) {
            return verdict;
        }
        long there = counts.of(kind, namespace);
        if (there >= mostOfAKind) {
            counts.doubt();
            return new Admission.Verdict.Forbidden(
                    "exceeded quota: namespace %s has %d %s, and the limit is %d. Delete some, or ask an operator for a higher limit (windrose.hub.limits.objects-per-namespace)."
                            .formatted(namespace, there, kind, mostOfAKind));
        }
        counts.making(kind, namespace);
        return verdict;
    }
}
