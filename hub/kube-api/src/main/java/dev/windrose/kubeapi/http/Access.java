package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Decision;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.concurrent.CompletionStage;

/** Asks the authorizer, and says no in the real server's words. */
record Access(Authorizer authorizer) {
    CompletionStage<Boolean> require(Caller caller, String verb, RequestPath path) {
        Attributes attributes = attributes(verb, path);
        return authorizer.authorize(caller, attributes).thenApply(decision -> {
            if (!decision.allowed()) {
                throw refusal(caller, attributes, decision);
            }
            return true;
        });
    }

    private static Attributes attributes(String verb, RequestPath path) {
        return switch (path) {
            case RequestPath.Other other -> Attributes.path(verb, other.text());
            case RequestPath.Resource at -> {
                boolean namespaceItself = at.group().isEmpty() && at.plural().equals("namespaces");
                String namespace = namespaceItself ? at.name() : at.namespace();
                yield new Attributes(verb, at.group(), at.plural(), at.subresource(), namespace, at.name(), "");
            }
        };
    }

    private static RuntimeException refusal(Caller caller, Attributes asked, Decision decision) {
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
