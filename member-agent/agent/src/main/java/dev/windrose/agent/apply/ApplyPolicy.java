package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the agent never touches, whoever asks. The hub holds the same rules; holding them here as well means that a hub in
 * wrong hands still cannot reach the member's system namespaces, secrets or rights.
 *
 * @param allowedNamespaces globs with {@code *}; empty allows every namespace that is not denied
 */
public record ApplyPolicy(List<String> allowedNamespaces) {
    private static final List<String> DENIED_PREFIXES = List.of("kube-", "windrose-");
    private static final Set<String> DENIED_GROUPS =
            Set.of("rbac.authorization.k8s.io", "admissionregistration.k8s.io", "certificates.k8s.io");

    public ApplyPolicy {
        allowedNamespaces = List.copyOf(allowedNamespaces);
    }

    /** Why {@code ref} is refused; empty when it is not. */
    public Optional<String> refusal(ObjectRef ref) {
        boolean isNamespace = ref.apiVersion().equals("v1") && ref.kind().equals("Namespace");
        String namespace = ref.touches();
        if (namespace.isEmpty()) {
            return Optional.of("%s %s has no namespace; of cluster-scoped kinds only Namespace is applied"
                    .formatted(ref.kind(), ref.name()));
        }
        if (isNamespace && !ref.namespace().isEmpty()) {
            return Optional.of("A Namespace has no namespace; its key must read v1/Namespace//" + ref.name());
        }
        if (DENIED_PREFIXES.stream().anyMatch(namespace::startsWith)) {
            return Optional.of(
                    "namespace %s is the system's (kube-*, windrose-*): nothing is applied there. Maybe choose another namespace."
                            .formatted(namespace));
        }
        if (!allowedNamespaces.isEmpty() && allowedNamespaces.stream().noneMatch(glob -> matches(glob, namespace))) {
            return Optional.of("namespace %s is not among those this member allows (%s)"
                    .formatted(namespace, String.join(", ", allowedNamespaces)));
        }
        if (ref.apiVersion().equals("v1") && ref.kind().equals("Secret")) {
            return Optional.of(
                    "Secrets are never part of desired state; make it in the member and refer to it by name");
        }
        int slash = ref.apiVersion().indexOf('/');
        if (slash > 0 && DENIED_GROUPS.contains(ref.apiVersion().substring(0, slash))) {
            return Optional.of("kinds of %s change what others may do and are never applied"
                    .formatted(ref.apiVersion().substring(0, slash)));
        }
        return Optional.empty();
    }

    /** Why {@code body} is not the object that its key names; empty when it is. */
    static Optional<String> mismatch(ObjectRef ref, JsonNode body) {
        var named = new ObjectRef(
                body.path("apiVersion").asText(),
                body.path("kind").asText(),
                body.path("metadata").path("namespace").asText(),
                body.path("metadata").path("name").asText());
        return named.equals(ref)
                ? Optional.empty()
                : Optional.of("the body is of %s, its key says %s".formatted(named.key(), ref.key()));
    }

    private static boolean matches(String glob, String namespace) {
        int star = glob.indexOf('*');
        if (star < 0) {
            return glob.equals(namespace);
        }
        String head = glob.substring(0, star);
        String tail = glob.substring(star + 1);
        return namespace.length() >= head.length() + tail.length()
                && namespace.startsWith(head)
                && namespace.endsWith(tail);
    }
}
