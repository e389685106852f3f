package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.util.List;

/** What is particular about core/v1 Namespace objects. Pure. */
final class Namespaces {
    /** Removed by the server itself when the namespace is empty. */
    static final String FINALIZER = "kubernetes";

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final List<String> IMMORTAL = List.of("default", "kube-system", "kube-public");

    private Namespaces() {}

    static boolean is(ObjectNode object) {
        return Json.text(object, "kind").equals("Namespace")
                && Json.text(object, "apiVersion").equals("v1");
    }

    /** Whether a server needs it, so that nobody may delete it. */
    static boolean immortal(ObjectNode object) {
        return is(object) && IMMORTAL.contains(Json.name(object));
    }

    static void born(ObjectNode namespace) {
        named(namespace);
        ObjectNode spec = Json.child(namespace, "spec");
        ArrayNode finalizers = spec.get("finalizers") instanceof ArrayNode given ? given : spec.putArray("finalizers");
        if (!Json.strings(finalizers).contains(FINALIZER)) {
            finalizers.add(FINALIZER);
        }
        namespace.putObject("status").put("phase", "Active");
    }

    /** The label by which selectors find a namespace by its name; nobody can take it away. */
    static void named(ObjectNode namespace) {
        Json.child(Json.metadata(namespace), "labels").put(NAME_LABEL, Json.name(namespace));
    }

    /** What the server itself held it for is done; what others noted there stays. */
    static ObjectNode withoutFinalizer(ObjectNode namespace) {
        ObjectNode next = namespace.deepCopy();
        if (next.path("spec").path("finalizers") instanceof ArrayNode finalizers) {
            finalizers.removeIf(finalizer -> finalizer.asText().equals(FINALIZER));
        }
        return next;
    }
}
