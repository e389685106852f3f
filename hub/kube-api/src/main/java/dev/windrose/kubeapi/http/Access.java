package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.Refusals;
import java.util.concurrent.CompletionStage;

/** Asks the authorizer about requests for resources and documents. */
record Access(Authorizer authorizer) {
    CompletionStage<Boolean> require(Caller caller, String verb, RequestPath path) {
        return right(caller, verb, path).thenApply(_ -> true);
    }

    /** The right that allows it, as the authorizer names it; fails with the refusal when there is none. */
    CompletionStage<String> right(Caller caller, String verb, RequestPath path) {
        Attributes attributes = attributes(verb, path);
        return authorizer.authorize(caller, attributes).thenApply(decision -> {
            if (!decision.allowed()) {
                throw Refusals.forbidden(caller, attributes, decision);
            }
            return decision.reason();
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
}
