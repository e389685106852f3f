package dev.windrose.kubeapi.access;

import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Decision;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ResourceName;

/** Says no in the real server's words. They tell only what the caller asked, never what exists. */
public final class Refusals {
    private Refusals() {}

    public static ApiException forbidden(Caller caller, Attributes asked, Decision decision) {
        String why = decision.reason().isEmpty() ? "" : ": " + decision.reason();
        if (!asked.path().isEmpty()) {
            return Failures.forbiddenPath("forbidden: User \"%s\" cannot %s path \"%s\"%s"
                    .formatted(caller.user(), asked.verb(), asked.path(), why));
        }
        String resource =
                asked.subresource().isEmpty() ? asked.resource() : asked.resource() + "/" + asked.subresource();
        String where = asked.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"%s\"".formatted(asked.namespace());
        return Failures.forbidden(
                new ResourceName(asked.group(), asked.resource()),
                asked.name(),
                "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s%s"
                        .formatted(caller.user(), asked.verb(), resource, asked.group(), where, why));
    }
}
