package dev.windrose.agent.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;

/** The namespace that the agent keeps its own things in; made when an object is put into it and it is not there. */
final class SystemNamespace {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SystemNamespace() {}

    /** Replaces an object of the agent's own, whatever is there, or creates it. */
    static Answer put(KubeApi api, ResourceKind kind, ObjectNode object) {
        String name = object.path("metadata").path("name").asText();
        Answer replaced = api.replace(kind.path(LedgerStore.NAMESPACE, name), object);
        return replaced instanceof Answer.Refused refused && refused.isNotFound()
                ? create(api, kind, object)
                : replaced;
    }

    /** Creates an object of the agent's own, and the namespace first if that is what is missing. */
    static Answer create(KubeApi api, ResourceKind kind, ObjectNode object) {
        String path = kind.path(LedgerStore.NAMESPACE);
        Answer answer = api.create(path, object);
        if (!(answer instanceof Answer.Refused refused) || !refused.isNotFound()) {
            return answer;
        }
        ObjectNode namespace = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace
                .putObject("metadata")
                .put("name", LedgerStore.NAMESPACE)
                .putObject("labels")
                .put("app.kubernetes.io/managed-by", "windrose")
                .put("pod-security.kubernetes.io/enforce", "restricted");
        Answer made = api.create(ResourceKind.NAMESPACE.path(), namespace);
        boolean there = made instanceof Answer.Ok || (made instanceof Answer.Refused r && r.isConflict());
        return there ? api.create(path, object) : made;
    }
}
