package dev.windrose.kubeapi.access;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides whether a caller may do something; asked once per request, and by the self-review endpoints. */
public interface Authorizer {
    CompletionStage<Decision> authorize(Caller caller, Attributes attributes);

    /** What the caller may do in a namespace, for {@code kubectl auth can-i --list}; may be incomplete. */
    default CompletionStage<List<Rule>> rules(Caller caller, String namespace) {
        return CompletableFuture.completedFuture(List.of());
    }

    /**
     * What somebody wants to do.
     *
     * @param path set for requests that concern no resource, else empty
     */
    record Attributes(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {
        public static Attributes path(String verb, String path) {
            return new Attributes(verb, "", "", "", "", "", path);
        }
    }

    /** @param reason for people: in the 403's text, or the right that allowed it, for the audit trail; may be empty */
    record Decision(boolean allowed, String reason) {}

    /** A line of {@code kubectl auth can-i --list}. */
    record Rule(
            List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {}

    /** Everybody who could be authenticated may do everything: a simulated cluster, where the token is the right. */
    static Authorizer allowAll() {
        return new Authorizer() {
            @Override
            public CompletionStage<Decision> authorize(Caller caller, Attributes attributes) {
                return CompletableFuture.completedFuture(new Decision(true, ""));
            }

            @Override
            public CompletionStage<List<Rule>> rules(Caller caller, String namespace) {
                List<String> all = List.of("*");
                return CompletableFuture.completedFuture(List.of(
                        new Rule(all, all, all, List.of(), List.of()),
                        new Rule(all, List.of(), List.of(), List.of(), all)));
            }
        };
    }
}
