package dev.windrose.hub.fleet;

import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import java.util.List;

/**
 * What neither schema nor CEL can say of an InferenceWorkload: CEL does not see the namespace. Everything else is in the
 * rules of the Java types.
 */
final class WorkloadAdmission implements Admission {
    @Override
    public Verdict admit(Request request) {
        var object = request.after();
        if (object == null || !request.subresource().isEmpty()) {
            return ADMITTED;
        }
        var namespace = object.at("/metadata/namespace").asText();
        if (namespace.startsWith("kube-") || namespace.startsWith("windrose-")) {
            return new Verdict.Invalid(List.of(Cause.invalid(
                    "metadata.namespace",
                    namespace,
                    "namespaces kube-* and windrose-* belong to the system; use another")));
        }
        return ADMITTED;
    }
}
