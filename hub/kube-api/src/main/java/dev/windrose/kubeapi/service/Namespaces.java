package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;

/** What is particular about core/v1 Namespace objects. Pure. */
final class Namespaces {
    /** Removed by the server itself when the namespace is empty. */
    static final String FINALIZER = "kubernetes";

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private Namespaces() {}

    static boolean is(ObjectNode object) {
        return Json.text(object, "kind").equals("Namespace")
                && Json.text(object, "apiVersion").equals("v1");
    }

    static void born(ObjectNode namespace) {
        Json.child(Json.metadata(namespace), "labels").put(NAME_LABEL, Json.name(namespace));
        Json.child(namespace, "spec").putArray("finalizers").add(FINALIZER);
        Json.child(namespace, "status").put("phase", "Active");
    }

    static ObjectNode withoutFinalizer(ObjectNode namespace) {
        ObjectNode next = namespace.deepCopy();
        Json.child(next, "spec").remove("finalizers");
        return next;
    }
}
