package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the namespaces that objects need and the member lacks: labelled as ours, under a pod security standard. A
 * namespace that exists is used as it is. None is ever deleted here: what else lives in it is not ours.
 */
final class Namespaces {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Optional<String> UNKNOWN = Optional.of("not looked up yet");

    private final KubeApi api;
    private final String podSecurity;
    private final Map<String, CompletableFuture<Optional<String>>> known = new ConcurrentHashMap<>();

    /** @param podSecurity {@code restricted}, {@code baseline} or {@code privileged} (https://kubernetes.io/docs/concepts/security/pod-security-standards/) */
    Namespaces(KubeApi api, String podSecurity) {
        this.api = api;
        this.podSecurity = podSecurity;
    }

    /**
     * Sees that the namespace is there; asked for many objects at once, it is looked up once. Answers why it is not;
     * empty when it is, or when {@code name} is empty.
     */
    Optional<String> ensure(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var mine = new CompletableFuture<Optional<String>>();
        CompletableFuture<Optional<String>> other = known.putIfAbsent(name, mine);
        if (other != null) {
            return other.join();
        }
        Optional<String> trouble = Optional.of("namespace " + name + " was not looked up");
        try {
            trouble = lookUp(name);
        } finally {
            if (trouble.isPresent()) {
                known.remove(name, mine);
            }
            mine.complete(trouble);
        }
        return trouble;
    }

    /** Whether it was seen to be there; true for the empty name. */
    boolean isKnown(String name) {
        CompletableFuture<Optional<String>> found = name.isEmpty() ? null : known.get(name);
        return name.isEmpty() || (found != null && found.getNow(UNKNOWN).isEmpty());
    }

    /** It turned out not to be there: look again next time. */
    void forget(String name) {
        known.remove(name);
    }

    private Optional<String> lookUp(String name) {
        Answer found = api.get(ResourceKind.NAMESPACE.path("", name));
        if (found instanceof Answer.Refused refused && refused.isNotFound()) {
            Answer made = api.create(ResourceKind.NAMESPACE.path(), namespace(name));
            boolean there = made instanceof Answer.Ok || (made instanceof Answer.Refused r && r.isConflict());
            return there ? Optional.empty() : Optional.of("namespace " + name + ": " + made.explain());
        }
        return found instanceof Answer.Ok
                ? Optional.empty()
                : Optional.of("namespace " + name + ": " + found.explain());
    }

    private ObjectNode namespace(String name) {
        ObjectNode body = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        body.putObject("metadata")
                .put("name", name)
                .putObject("labels")
                .put(Ownership.MANAGED_BY, Ownership.US)
                .put("pod-security.kubernetes.io/enforce", podSecurity)
                .put("pod-security.kubernetes.io/warn", podSecurity);
        return body;
    }
}
